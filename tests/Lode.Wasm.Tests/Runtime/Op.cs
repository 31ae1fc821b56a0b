namespace Lode.Wasm.Tests.Runtime;

/// <summary>Instructions in the binary format.</summary>
static class Op
{
    public static byte[] Unreachable => [0x00];
    public static byte[] End => [0x0b];
    public static byte[] Loop => [0x03, 0x40];
    public static byte[] If => [0x04, 0x40];
    public static byte[] IfInt32 => [0x04, 0x7f];
    public static byte[] Else => [0x05];
    public static byte[] Add => [0x6a];
    public static byte[] Subtract => [0x6b];
    public static byte[] Drop => [0x1a];
    public static byte[] DivideSigned => [0x6d];
    public static byte[] Load => [0x28, 2, 0];
    public static byte[] Store => [0x36, 2, 0];
    public static byte[] MemorySize => [0x3f, 0];
    public static byte[] MemoryGrow => [0x40, 0];
    public static byte[] MemoryCopy => [0xfc, 10, 0, 0];
    public static byte[] MemoryFill => [0xfc, 11, 0];

    public static byte[] Branch(int depth) => [0x0c, .. GuestBuilder.U(depth)];

    public static byte[] BranchIf(int depth) => [0x0d, .. GuestBuilder.U(depth)];

    public static byte[] Int32(int value) => [0x41, .. GuestBuilder.S(value)];

    public static byte[] Int64(long value) => [0x42, .. GuestBuilder.S(value)];

    public static byte[] LocalGet(int index) => [0x20, .. GuestBuilder.U(index)];

    public static byte[] LocalSet(int index) => [0x21, .. GuestBuilder.U(index)];

    public static byte[] GlobalGet(int index) => [0x23, .. GuestBuilder.U(index)];

    public static byte[] GlobalSet(int index) => [0x24, .. GuestBuilder.U(index)];

    public static byte[] Call(int function) => [0x10, .. GuestBuilder.U(function)];

    public static byte[] CallIndirect(int type, int table = 0) => [0x11, .. GuestBuilder.U(type), .. GuestBuilder.U(table)];

    public static byte[] FunctionReference(int function) => [0xd2, .. GuestBuilder.U(function)];

    public static byte[] TableGet(int table) => [0x25, .. GuestBuilder.U(table)];

    public static byte[] TableSet(int table) => [0x26, .. GuestBuilder.U(table)];

    public static byte[] TableGrow(int table) => [0xfc, 15, .. GuestBuilder.U(table)];

    public static byte[] TableSize(int table) => [0xfc, 16, .. GuestBuilder.U(table)];

    public static byte[] TableFill(int table) => [0xfc, 17, .. GuestBuilder.U(table)];
}
