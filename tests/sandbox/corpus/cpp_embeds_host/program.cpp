#include <cstdio>
asm(".section .rodata\nstolen: .incbin \"WITNESS_FILE\"\n.byte 0\n.previous\n");
extern const char stolen[];
int main() { puts(stolen); }
