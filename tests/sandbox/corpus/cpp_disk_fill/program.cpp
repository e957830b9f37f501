#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <unistd.h>

int main() {
    static char block[1 << 20];
    for (int number = 0; number < 400; number++) {
        char name[40];
        snprintf(name, sizeof name, "/tmp/%d", number);
        FILE *file = fopen(name, "w");
        if (!file || fwrite(block, 1, sizeof block, file) < sizeof block || fclose(file)) {
            puts("contained");
            return 0;
        }
    }
    puts("NOT REFUSED");
}
