#include <cstdio>
#include <cstdlib>
struct Early { Early() { puts("contained"); fflush(stdout); _Exit(0); } } early;
int main() { for (;;); }
