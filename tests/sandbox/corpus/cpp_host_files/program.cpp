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
    const char *paths[] = {"WITNESS_FILE", "/etc/shadow", "/root", "/home", "/sys", "WITNESS_CHECKOUT/setup.py"};
    struct stat found;
    for (const char *path : paths)
        if (stat(path, &found) == 0) { printf("NOT REFUSED: %s\n", path); return 0; }
    puts("contained");
}
