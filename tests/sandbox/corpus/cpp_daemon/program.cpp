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
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            for (;;) sleep(1000);
        _exit(0);
    }
    puts("contained");
}
