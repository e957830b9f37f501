#include <cstdio>
#include <dirent.h>
int main() {
    int seen = 0;
    if (DIR *folder = opendir("/tmp/work"))
        while (dirent *entry = readdir(folder))
            seen += entry->d_name[0] != '.';
    puts(seen ? "NOT REFUSED" : "contained");
}
