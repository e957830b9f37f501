#include "WITNESS_FILE"
int main() {}
