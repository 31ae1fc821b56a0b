namespace Lode.Wasm.Runtime;

/// <summary>Offsets in what a reference to a function points to.</summary>
static class FunctionReferenceLayout
{
    /// <summary>The code for callers of the same instance.</summary>
    public const int Code = 0;

    /// <summary>The context of the function's instance; for a function of the host something that no instance has.</summary>
    public const int Context = 8;

    /// <summary>The code for callers of any instance; it wants the reference in r11.</summary>
    public const int Entry = 16;

    /// <summary>The engine's number of its type, 32 bits.</summary>
    public const int TypeId = 24;

    /// <summary>Bytes of parameters on the stack, 16 bits.</summary>
    public const int ParameterBytes = 28;

    /// <summary>Bytes of results above them, 16 bits.</summary>
    public const int ResultBytes = 30;

    /// <summary>What the host wants to find again, 64 bits.</summary>
    public const int Host = 32;

    /// <summary>Bytes of all.</summary>
    public const int Size = 40;
}
