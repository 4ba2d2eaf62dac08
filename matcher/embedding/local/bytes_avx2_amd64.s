#include "textflag.h"

// MADD adds four inner indices of four columns, widened in W, to the sums S of
// the row whose four bytes are widened in every lane of A.
#define MADD(W, A, S) \
	VPMADDWD W, A, Y15 \
	VPADDD   Y15, S, S

// FOLD adds the neighbouring halves of the sums of sixteen columns, S0 to S3,
// and stores them in the order of the columns at offset(DI).
#define FOLD(S0, S1, S2, S3, offset) \
	VPHADDD S1, S0, S0 \
	VPHADDD S3, S2, S2 \
	VPERMQ  $0xD8, S0, S0 \
	VPERMQ  $0xD8, S2, S2 \
	VMOVDQU S0, offset(DI) \
	VMOVDQU S2, offset+32(DI)

// func multiplyBytesAVX2(t *tile, a *uint8, strideA int, panel *int8, groups, pairs int)
//
// The same sums as multiplyBytesAVX512, bit for bit. AVX2's product of bytes
// saturates at sixteen bits, so bytes are widened first and multiplied as words.
// The tile is computed in parts of two rows and sixteen columns: Y0 to Y7
// hold their sums, two halves for each column, Y8 to Y11 the weights of four
// columns each, Y12 and Y13 the rows of a.
TEXT ·multiplyBytesAVX2(SB), NOSPLIT, $0-48
	MOVQ t+0(FP), DI
	MOVQ a+8(FP), R8
	MOVQ strideA+16(FP), SI
	MOVQ groups+32(FP), CX
	MOVQ pairs+40(FP), R12  // pairs of rows left

rows:
	MOVQ panel+24(FP), R11
	LEAQ (R8)(SI*1), R9
	MOVQ $4, R13            // parts of sixteen columns left

columns:
	MOVQ R11, BX
	XORQ DX, DX             // group
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	VPXOR Y4, Y4, Y4
	VPXOR Y5, Y5, Y5
	VPXOR Y6, Y6, Y6
	VPXOR Y7, Y7, Y7

loop:
	VPMOVSXBW (BX), Y8
	VPMOVSXBW 16(BX), Y9
	VPMOVSXBW 32(BX), Y10
	VPMOVSXBW 48(BX), Y11
	VPBROADCASTD (R8)(DX*4), X12
	VPBROADCASTD (R9)(DX*4), X13
	VPMOVZXBW X12, Y12
	VPMOVZXBW X13, Y13
	MADD(Y8, Y12, Y0)
	MADD(Y9, Y12, Y1)
	MADD(Y10, Y12, Y2)
	MADD(Y11, Y12, Y3)
	MADD(Y8, Y13, Y4)
	MADD(Y9, Y13, Y5)
	MADD(Y10, Y13, Y6)
	MADD(Y11, Y13, Y7)
	ADDQ $256, BX
	INCQ DX
	CMPQ DX, CX
	JLT  loop

	FOLD(Y0, Y1, Y2, Y3, 0)
	FOLD(Y4, Y5, Y6, Y7, 256)
	ADDQ $64, DI
	ADDQ $64, R11
	DECQ R13
	JNZ  columns

	ADDQ $256, DI           // past the second row
	LEAQ (R8)(SI*2), R8
	DECQ R12
	JNZ  rows

	VZEROUPPER
	RET
