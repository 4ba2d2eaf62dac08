#include "textflag.h"

// CONSTANTS loads what EXP needs into Y6 to Y15.
#define CONSTANTS \
	VBROADCASTSS ·exponential+0(SB), Y6 \
	VBROADCASTSS ·exponential+4(SB), Y7 \
	VBROADCASTSS ·exponential+8(SB), Y8 \
	VBROADCASTSS ·exponential+12(SB), Y9 \
	VBROADCASTSS ·exponential+16(SB), Y10 \
	VBROADCASTSS ·exponential+20(SB), Y11 \
	VBROADCASTSS ·exponential+24(SB), Y12 \
	VBROADCASTSS ·exponential+28(SB), Y13 \
	VBROADCASTSS ·exponential+32(SB), Y14 \
	VBROADCASTSS ·exponential+36(SB), Y15

// EXP replaces the floats of Y0, at most 80, by their exponentials: it splits x
// into n*ln 2 + r, takes e^r by a polynomial, and adds n to the exponent. Below
// -80 it gives the exponential of -80, which is next to nothing. Y1 and Y2 are
// spoilt.
#define EXP \
	VMAXPS Y6, Y0, Y0 \
	VMULPS Y7, Y0, Y1 \
	VROUNDPS $0, Y1, Y1 \
	VFNMADD231PS Y8, Y1, Y0 \
	VMOVAPS Y9, Y2 \
	VFMADD213PS Y10, Y0, Y2 \
	VFMADD213PS Y11, Y0, Y2 \
	VFMADD213PS Y12, Y0, Y2 \
	VFMADD213PS Y13, Y0, Y2 \
	VFMADD213PS Y14, Y0, Y2 \
	VFMADD213PS Y15, Y0, Y2 \
	VFMADD213PS Y15, Y0, Y2 \
	VCVTPS2DQ Y1, Y1 \
	VPSLLD $23, Y1, Y1 \
	VPADDD Y1, Y2, Y0

// The lowest x, 1/ln 2, ln 2, and from there the coefficients of the Cephes
// library's expf, that of r^7 first, those of r and 1 being one.
DATA ·exponential+0(SB)/4, $0xc2a00000
DATA ·exponential+4(SB)/4, $0x3fb8aa3b
DATA ·exponential+8(SB)/4, $0x3f317218
DATA ·exponential+12(SB)/4, $0x39506967
DATA ·exponential+16(SB)/4, $0x3ab743ce
DATA ·exponential+20(SB)/4, $0x3c088908
DATA ·exponential+24(SB)/4, $0x3d2aa9c1
DATA ·exponential+28(SB)/4, $0x3e2aaaaa
DATA ·exponential+32(SB)/4, $0x3f000000
DATA ·exponential+36(SB)/4, $0x3f800000
GLOBL ·exponential(SB), RODATA|NOPTR, $40

// func softmaxAVX2(x *float32, n int, scale float32)
//
// Y3 holds the scale, Y4 the highest element, Y5 the sum.
TEXT ·softmaxAVX2(SB), NOSPLIT, $0-20
	MOVQ x+0(FP), DI
	MOVQ n+8(FP), CX
	VBROADCASTSS scale+16(FP), Y3
	CONSTANTS

	VMOVUPS (DI), Y4
	XORQ DX, DX

highest:
	VMAXPS (DI)(DX*4), Y4, Y4
	ADDQ $8, DX
	CMPQ DX, CX
	JLT  highest

	VEXTRACTF128 $1, Y4, X0
	VMAXPS X0, X4, X4
	VSHUFPS $0x4E, X4, X4, X0
	VMAXPS X0, X4, X4
	VSHUFPS $0xB1, X4, X4, X0
	VMAXPS X0, X4, X4
	VBROADCASTSS X4, Y4
	VXORPS Y5, Y5, Y5
	XORQ DX, DX

exponentials:
	VMOVUPS (DI)(DX*4), Y0
	VSUBPS Y4, Y0, Y0
	VMULPS Y3, Y0, Y0
	EXP
	VADDPS Y0, Y5, Y5
	VMOVUPS Y0, (DI)(DX*4)
	ADDQ $8, DX
	CMPQ DX, CX
	JLT  exponentials

	VEXTRACTF128 $1, Y5, X0
	VADDPS X0, X5, X5
	VSHUFPS $0x4E, X5, X5, X0
	VADDPS X0, X5, X5
	VSHUFPS $0xB1, X5, X5, X0
	VADDPS X0, X5, X5
	VDIVSS X5, X15, X5
	VBROADCASTSS X5, Y5
	XORQ DX, DX

scaled:
	VMULPS (DI)(DX*4), Y5, Y0
	VMOVUPS Y0, (DI)(DX*4)
	ADDQ $8, DX
	CMPQ DX, CX
	JLT  scaled

	VZEROUPPER
	RET

// func tanhAVX2(x *float32, n int)
//
// tanh x = 1 - 2/(e^2x + 1), for x cut off at 10, where it is 1 already; EXP
// cuts the other end off. Y3 holds 2, Y4 holds 20.
TEXT ·tanhAVX2(SB), NOSPLIT, $0-16
	MOVQ x+0(FP), DI
	MOVQ n+8(FP), CX
	CONSTANTS
	VADDPS Y15, Y15, Y3
	VBROADCASTSS ·twenty(SB), Y4
	XORQ DX, DX

loop:
	VMOVUPS (DI)(DX*4), Y0
	VADDPS Y0, Y0, Y0
	VMINPS Y4, Y0, Y0
	EXP
	VADDPS Y15, Y0, Y0
	VDIVPS Y0, Y3, Y0
	VSUBPS Y0, Y15, Y0
	VMOVUPS Y0, (DI)(DX*4)
	ADDQ $8, DX
	CMPQ DX, CX
	JLT  loop

	VZEROUPPER
	RET

DATA ·twenty(SB)/4, $0x41a00000
GLOBL ·twenty(SB), RODATA|NOPTR, $4
