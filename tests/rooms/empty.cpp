// The program of each link test: the room beside it is the whole program (CMakeLists.txt here).
int main() {
  return 0;
}
