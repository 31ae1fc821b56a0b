using System.Security.Cryptography;
using System.Text;

namespace Lode.Wasm.Caching;

/// <summary>What the compiler is, for keys: code of another build or with other options is other code.</summary>
static class CompilerBuild
{
    public const uint ExplicitBounds = 1;
    public const uint Fuel = 2;

    const uint WithoutPins = 4;

    /// <summary>The build. The compiler of C# derives the number from everything that it compiled, so the same sources give the same one.</summary>
    public static Guid Id { get; } = typeof(CompilerBuild).Module.ModuleVersionId;

    /// <summary>Options as bits. Limits other than the defaults count too: code that was compiled under wider ones must not come back.</summary>
    public static uint OptionsOf(EngineOptions options)
    {
        uint bits = (options.ExplicitBounds ? ExplicitBounds : 0) | (options.Fuel ? Fuel : 0) | (options.WithoutPins ? WithoutPins : 0);
        if (options.Limits == WasmLimits.Default)
            return bits;
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(options.Limits.ToString()));
        return bits | 0x80 | (uint)(hash[0] << 8 | hash[1] << 16 | hash[2] << 24);
    }
}
