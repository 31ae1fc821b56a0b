using System.Runtime.InteropServices;

namespace Lode.Wasm.Tests.Soundness;

/// <summary>Parts of the lines that runners write.</summary>
static class Outcome
{
    /// <summary>FNV-1a over the 32-bit words of a memory.</summary>
    public static uint Hash(ReadOnlySpan<byte> memory)
    {
        uint hash = 2166136261;
        foreach (uint word in MemoryMarshal.Cast<byte, uint>(memory))
            hash = (hash ^ word) * 16777619;
        return hash;
    }

    /// <summary>A trap's message as a word that all engines can be brought to.</summary>
    public static string Kind(string message) => message switch
    {
        _ when Has(message, "unreachable") => "unreachable",
        _ when Has(message, "memory") || Has(message, "data segment") => "memory",
        _ when Has(message, "uninitialized") || Has(message, "mismatch") => "callee",
        _ when Has(message, "table") || Has(message, "undefined element") || Has(message, "element segment") => "table",
        _ when Has(message, "by zero") => "zero",
        _ when Has(message, "overflow") || Has(message, "invalid conversion") => "range",
        _ when Has(message, "exhausted") || Has(message, "call stack") => "stack",
        _ => message,
    };

    static bool Has(string message, string words) => message.Contains(words, StringComparison.Ordinal);
}
