#include "textflag.h"

// SUM leaves the sum of the eight floats of Y in every lane of it; T is spoilt.
#define SUM(Y, X, T, TX) \
	VEXTRACTF128 $1, Y, TX \
	VADDPS TX, X, X \
	VSHUFPS $0x4E, X, X, TX \
	VADDPS TX, X, X \
	VSHUFPS $0xB1, X, X, TX \
	VADDPS TX, X, X \
	VBROADCASTSS X, Y

// func normalizeAVX2(out, x, scale, bias *float32, n int)
//
// Y0 to Y3 gather sums of thirty-two elements a turn; Y4 holds the mean, Y5 one
// over the standard deviation.
TEXT ·normalizeAVX2(SB), NOSPLIT, $0-40
	MOVQ out+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ scale+16(FP), R8
	MOVQ bias+24(FP), R9
	MOVQ n+32(FP), CX
	VCVTSI2SSQ CX, X15, X15
	VBROADCASTSS X15, Y15   // n

	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	XORQ DX, DX

mean:
	VADDPS (SI)(DX*4), Y0, Y0
	VADDPS 32(SI)(DX*4), Y1, Y1
	VADDPS 64(SI)(DX*4), Y2, Y2
	VADDPS 96(SI)(DX*4), Y3, Y3
	ADDQ $32, DX
	CMPQ DX, CX
	JLT  mean

	VADDPS Y1, Y0, Y0
	VADDPS Y3, Y2, Y2
	VADDPS Y2, Y0, Y0
	SUM(Y0, X0, Y1, X1)
	VDIVPS Y15, Y0, Y4

	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	XORQ DX, DX

deviation:
	VMOVUPS (SI)(DX*4), Y6
	VMOVUPS 32(SI)(DX*4), Y7
	VMOVUPS 64(SI)(DX*4), Y8
	VMOVUPS 96(SI)(DX*4), Y9
	VSUBPS Y4, Y6, Y6
	VSUBPS Y4, Y7, Y7
	VSUBPS Y4, Y8, Y8
	VSUBPS Y4, Y9, Y9
	VFMADD231PS Y6, Y6, Y0
	VFMADD231PS Y7, Y7, Y1
	VFMADD231PS Y8, Y8, Y2
	VFMADD231PS Y9, Y9, Y3
	ADDQ $32, DX
	CMPQ DX, CX
	JLT  deviation

	VADDPS Y1, Y0, Y0
	VADDPS Y3, Y2, Y2
	VADDPS Y2, Y0, Y0
	SUM(Y0, X0, Y1, X1)
	VDIVPS Y15, Y0, Y0
	VBROADCASTSS ·epsilon(SB), Y1
	VADDPS Y1, Y0, Y0
	VSQRTPS Y0, Y0
	VBROADCASTSS ·one(SB), Y1
	VDIVPS Y0, Y1, Y5
	XORQ DX, DX

write:
	VMOVUPS (SI)(DX*4), Y6
	VMOVUPS 32(SI)(DX*4), Y7
	VSUBPS Y4, Y6, Y6
	VSUBPS Y4, Y7, Y7
	VMULPS Y5, Y6, Y6
	VMULPS Y5, Y7, Y7
	VMOVUPS (R9)(DX*4), Y8
	VMOVUPS 32(R9)(DX*4), Y9
	VFMADD231PS (R8)(DX*4), Y6, Y8
	VFMADD231PS 32(R8)(DX*4), Y7, Y9
	VMOVUPS Y8, (DI)(DX*4)
	VMOVUPS Y9, 32(DI)(DX*4)
	ADDQ $16, DX
	CMPQ DX, CX
	JLT  write

	VZEROUPPER
	RET

DATA ·epsilon(SB)/4, $0x358637bd // 1e-6
GLOBL ·epsilon(SB), RODATA|NOPTR, $4
DATA ·one(SB)/4, $0x3f800000
GLOBL ·one(SB), RODATA|NOPTR, $4

// func extentAVX2(x *float32, n int) (low, high float32)
TEXT ·extentAVX2(SB), NOSPLIT, $0-24
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	VMOVUPS (SI), Y0        // lowest
	VMOVAPS Y0, Y1
	VMOVAPS Y0, Y2
	VMOVAPS Y0, Y3
	VMOVAPS Y0, Y4          // highest
	VMOVAPS Y0, Y5
	VMOVAPS Y0, Y6
	VMOVAPS Y0, Y7
	XORQ DX, DX

loop:
	VMOVUPS (SI)(DX*4), Y8
	VMOVUPS 32(SI)(DX*4), Y9
	VMOVUPS 64(SI)(DX*4), Y10
	VMOVUPS 96(SI)(DX*4), Y11
	VMINPS Y8, Y0, Y0
	VMINPS Y9, Y1, Y1
	VMINPS Y10, Y2, Y2
	VMINPS Y11, Y3, Y3
	VMAXPS Y8, Y4, Y4
	VMAXPS Y9, Y5, Y5
	VMAXPS Y10, Y6, Y6
	VMAXPS Y11, Y7, Y7
	ADDQ $32, DX
	CMPQ DX, CX
	JLT  loop

	VMINPS Y1, Y0, Y0
	VMINPS Y3, Y2, Y2
	VMINPS Y2, Y0, Y0
	VMAXPS Y5, Y4, Y4
	VMAXPS Y7, Y6, Y6
	VMAXPS Y6, Y4, Y4

	VEXTRACTF128 $1, Y0, X1
	VMINPS X1, X0, X0
	VSHUFPS $0x4E, X0, X0, X1
	VMINPS X1, X0, X0
	VSHUFPS $0xB1, X0, X0, X1
	VMINPS X1, X0, X0
	VEXTRACTF128 $1, Y4, X5
	VMAXPS X5, X4, X4
	VSHUFPS $0x4E, X4, X4, X5
	VMAXPS X5, X4, X4
	VSHUFPS $0xB1, X4, X4, X5
	VMAXPS X5, X4, X4
	VMOVSS X0, low+16(FP)
	VMOVSS X4, high+20(FP)
	VZEROUPPER
	RET

// func quantizeAVX2(out *uint8, x *float32, n int, low, inverse float32)
//
// Thirty-two floats a turn, packed in two steps to thirty-two bytes. Packing
// works on the halves of a register, so that VPERMD has to put the bytes in order.
TEXT ·quantizeAVX2(SB), NOSPLIT, $0-32
	MOVQ out+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	VBROADCASTSS low+24(FP), Y4
	VBROADCASTSS inverse+28(FP), Y5
	VMOVDQU ·unpackOrder(SB), Y6
	XORQ DX, DX

loop:
	VMOVUPS (SI)(DX*4), Y0
	VMOVUPS 32(SI)(DX*4), Y1
	VMOVUPS 64(SI)(DX*4), Y2
	VMOVUPS 96(SI)(DX*4), Y3
	VSUBPS Y4, Y0, Y0
	VSUBPS Y4, Y1, Y1
	VSUBPS Y4, Y2, Y2
	VSUBPS Y4, Y3, Y3
	VMULPS Y5, Y0, Y0
	VMULPS Y5, Y1, Y1
	VMULPS Y5, Y2, Y2
	VMULPS Y5, Y3, Y3
	VCVTPS2DQ Y0, Y0
	VCVTPS2DQ Y1, Y1
	VCVTPS2DQ Y2, Y2
	VCVTPS2DQ Y3, Y3
	VPACKUSDW Y1, Y0, Y0
	VPACKUSDW Y3, Y2, Y2
	VPACKUSWB Y2, Y0, Y0
	VPERMD Y0, Y6, Y0
	VMOVDQU Y0, (DI)(DX*1)
	ADDQ $32, DX
	CMPQ DX, CX
	JLT  loop

	VZEROUPPER
	RET

DATA ·unpackOrder+0(SB)/4, $0
DATA ·unpackOrder+4(SB)/4, $4
DATA ·unpackOrder+8(SB)/4, $1
DATA ·unpackOrder+12(SB)/4, $5
DATA ·unpackOrder+16(SB)/4, $2
DATA ·unpackOrder+20(SB)/4, $6
DATA ·unpackOrder+24(SB)/4, $3
DATA ·unpackOrder+28(SB)/4, $7
GLOBL ·unpackOrder(SB), RODATA|NOPTR, $32

// func finishAVX2(out *float32, stride int, from *float32, strideFrom int, t *tile, scale, offset *float32, rows *affine, count int, floor float32)
//
// Y15 holds the floor, Y13 and Y14 the scale and the low of a row.
TEXT ·finishAVX2(SB), NOSPLIT, $0-76
	MOVQ out+0(FP), DI
	MOVQ stride+8(FP), R11
	MOVQ from+16(FP), R10
	MOVQ strideFrom+24(FP), R12
	MOVQ t+32(FP), SI
	MOVQ scale+40(FP), R8
	MOVQ offset+48(FP), R9
	MOVQ rows+56(FP), BX
	MOVQ count+64(FP), CX
	VBROADCASTSS floor+72(FP), Y15
	SHLQ $2, R11            // strides in bytes
	SHLQ $2, R12

row:
	VBROADCASTSS (BX), Y13
	VBROADCASTSS 4(BX), Y14
	XORQ DX, DX

columns:
	VCVTDQ2PS (SI)(DX*4), Y0
	VCVTDQ2PS 32(SI)(DX*4), Y1
	VMULPS Y13, Y0, Y0
	VMULPS Y13, Y1, Y1
	VFMADD231PS (R9)(DX*4), Y14, Y0
	VFMADD231PS 32(R9)(DX*4), Y14, Y1
	VMOVUPS (R10)(DX*4), Y2
	VMOVUPS 32(R10)(DX*4), Y3
	VFMADD231PS (R8)(DX*4), Y0, Y2
	VFMADD231PS 32(R8)(DX*4), Y1, Y3
	VMAXPS Y15, Y2, Y2
	VMAXPS Y15, Y3, Y3
	VMOVUPS Y2, (DI)(DX*4)
	VMOVUPS Y3, 32(DI)(DX*4)
	ADDQ $16, DX
	CMPQ DX, $64
	JLT  columns

	ADDQ R11, DI
	ADDQ R12, R10
	ADDQ $256, SI
	ADDQ $8, BX
	DECQ CX
	JNZ  row

	VZEROUPPER
	RET

// func addAVX2(out, x *float32, n int)
TEXT ·addAVX2(SB), NOSPLIT, $0-24
	MOVQ out+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	XORQ DX, DX

loop:
	VMOVUPS (DI)(DX*4), Y0
	VMOVUPS 32(DI)(DX*4), Y1
	VADDPS (SI)(DX*4), Y0, Y0
	VADDPS 32(SI)(DX*4), Y1, Y1
	VMOVUPS Y0, (DI)(DX*4)
	VMOVUPS Y1, 32(DI)(DX*4)
	ADDQ $16, DX
	CMPQ DX, CX
	JLT  loop

	VZEROUPPER
	RET
