#include "textflag.h"

// func multiplyFloatsAVX2(c *float32, strideC int, a *float32, strideA int, panel *float32, inner int)
//
// Y0 to Y7 hold four rows of sixteen sums. Each turn of the loop loads one row
// of the panel, broadcasts one element of each row of a, and advances by one.
TEXT ·multiplyFloatsAVX2(SB), NOSPLIT, $0-48
	MOVQ c+0(FP), DI
	MOVQ strideC+8(FP), SI
	MOVQ a+16(FP), R8
	MOVQ strideA+24(FP), DX
	MOVQ panel+32(FP), BX
	MOVQ inner+40(FP), CX

	SHLQ $2, SI             // strides in bytes
	SHLQ $2, DX
	LEAQ (R8)(DX*1), R9     // rows 1 to 3 of a
	LEAQ (R8)(DX*2), R10
	LEAQ (R9)(DX*2), R11
	LEAQ (DI)(SI*1), R12    // rows 1 to 3 of c
	LEAQ (DI)(SI*2), R13
	LEAQ (R12)(SI*2), AX

	VMOVUPS (DI), Y0
	VMOVUPS 32(DI), Y1
	VMOVUPS (R12), Y2
	VMOVUPS 32(R12), Y3
	VMOVUPS (R13), Y4
	VMOVUPS 32(R13), Y5
	VMOVUPS (AX), Y6
	VMOVUPS 32(AX), Y7

	XORQ DX, DX             // index into the rows of a

loop:
	VMOVUPS (BX), Y8
	VMOVUPS 32(BX), Y9
	VBROADCASTSS (R8)(DX*4), Y10
	VBROADCASTSS (R9)(DX*4), Y11
	VBROADCASTSS (R10)(DX*4), Y12
	VBROADCASTSS (R11)(DX*4), Y13
	VFMADD231PS Y8, Y10, Y0
	VFMADD231PS Y9, Y10, Y1
	VFMADD231PS Y8, Y11, Y2
	VFMADD231PS Y9, Y11, Y3
	VFMADD231PS Y8, Y12, Y4
	VFMADD231PS Y9, Y12, Y5
	VFMADD231PS Y8, Y13, Y6
	VFMADD231PS Y9, Y13, Y7
	ADDQ $64, BX
	INCQ DX
	CMPQ DX, CX
	JLT  loop

	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, (R12)
	VMOVUPS Y3, 32(R12)
	VMOVUPS Y4, (R13)
	VMOVUPS Y5, 32(R13)
	VMOVUPS Y6, (AX)
	VMOVUPS Y7, 32(AX)
	VZEROUPPER
	RET
