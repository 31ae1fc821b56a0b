namespace Lode.Wasm;

/// <summary>Names of the proposals to WebAssembly that Lode does not implement, by the encodings that need them.</summary>
static class Proposals
{
    public const string ComponentModel = "component model";
    public const string CustomPageSizes = "custom page sizes";
    public const string Exceptions = "exception handling";
    public const string FunctionReferences = "typed function references";
    public const string GarbageCollection = "garbage collection";
    public const string Memory64 = "memory64";
    public const string MultiMemory = "multiple memories";
    public const string RelaxedSimd = "relaxed SIMD";
    public const string StackSwitching = "stack switching";
    public const string Threads = "threads";
    public const string WideArithmetic = "wide arithmetic";

    /// <summary>The proposal that adds a section; null where none does.</summary>
    public static string? OfSection(byte id) => id == 13 ? Exceptions : null;

    /// <summary>The proposal that adds an entry of the type section; null where none does.</summary>
    public static string? OfTypeForm(byte form) => form switch
    {
        0x4e or 0x4f or 0x50 or 0x5e or 0x5f => GarbageCollection,
        0x5d => StackSwitching,
        _ => null,
    };

    /// <summary>The proposal that adds a type of values; null where none does.</summary>
    public static string? OfValueKind(byte code) => code switch
    {
        0x63 or 0x64 => FunctionReferences,
        0x69 or 0x74 => Exceptions,
        >= 0x6a and <= 0x6e or >= 0x71 and <= 0x73 => GarbageCollection,
        0x68 or 0x75 => StackSwitching,
        _ => null,
    };

    /// <summary>The proposal that adds flags of limits; null where none does.</summary>
    public static string? OfLimits(byte flags) => flags switch
    {
        _ when flags is 0 or > 0x0f => null,
        _ when (flags & 8) != 0 => CustomPageSizes,
        _ when (flags & 4) != 0 => Memory64,
        _ when (flags & 2) != 0 => Threads,
        _ => null,
    };

    /// <summary>The proposal that adds an instruction of one byte, or a prefix; null where none does.</summary>
    public static string? OfOpcode(byte opcode) => opcode switch
    {
        >= 0x06 and <= 0x0a or 0x18 or 0x19 or 0x1f => Exceptions,
        0x14 or 0x15 or >= 0xd4 and <= 0xd6 => FunctionReferences,
        0xd3 or 0xfb => GarbageCollection,
        >= 0xe0 and <= 0xe6 => StackSwitching,
        0xfe => Threads,
        _ => null,
    };

    /// <summary>The proposal that adds an instruction behind the prefix 0xfc; null where none does.</summary>
    public static string? OfMisc(uint opcode) => opcode is >= 19 and <= 22 ? WideArithmetic : null;

    /// <summary>The proposal that adds an instruction behind the prefix 0xfd; null where none does.</summary>
    public static string? OfVector(uint opcode) => opcode is >= 0x100 and <= 0x113 ? RelaxedSimd : null;
}
