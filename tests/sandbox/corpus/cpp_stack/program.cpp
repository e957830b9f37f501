#include <iostream>
#include <vector>
#include <cstdlib>
#include <unistd.h>
int f(volatile int n) { volatile char room[100000]; room[0] = n; return f(n + 1) + room[0]; }
int main() { return f(0); }
