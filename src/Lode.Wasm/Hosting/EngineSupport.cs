using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Lode.Wasm;

/// <summary>Whether this machine can run WebAssembly: the one place that answers.</summary>
/// <remarks>Modules can be opened and validated everywhere; the compiler emits code for x86-64 and runs it on Linux.</remarks>
public static class EngineSupport
{
    /// <summary>Whether an engine can be made here.</summary>
    public static bool IsSupported => Reason is null;

    /// <summary>What compiled code needs of the processor, as bits for keys: x86-64-v3 so far.</summary>
    internal const uint Features = 1;

    /// <summary>Why no engine can be made here; null where one can.</summary>
    public static string? Reason { get; } = FindReason();

    internal static void ThrowIfNotSupported()
    {
        if (Reason is { } reason)
            throw new PlatformNotSupportedException(reason);
    }

    static string? FindReason()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return "running WebAssembly needs Linux on x86-64, and this is "
                + $"{RuntimeInformation.OSDescription} on {RuntimeInformation.ProcessArchitecture}";
        }
        List<string> missing = [];
        foreach ((bool has, string name) in new[]
        {
            (Avx2.IsSupported, "AVX2"), (Bmi1.X64.IsSupported, "BMI1"), (Bmi2.X64.IsSupported, "BMI2"),
            (Lzcnt.X64.IsSupported, "LZCNT"), (Popcnt.X64.IsSupported, "POPCNT"),
        })
        {
            if (!has)
                missing.Add(name);
        }
        return missing.Count == 0
            ? null
            : $"running WebAssembly needs a processor with {string.Join(", ", missing)} (x86-64-v3), which this one lacks or .NET was told not to use";
    }
}
