using System.Runtime.Versioning;
using System.Security.Cryptography;
using Lode.Tests;
using Lode.Wasm.Artifacts;

namespace Lode.Wasm.Tests.Artifacts;

/// <summary>Artifacts that were not made here: looked at, verified, and run only where a trusted key signed them.</summary>
[SupportedOSPlatform("linux")]
public sealed class ForeignArtifactTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lode-foreign-").FullName;
    readonly Engine _engine;
    readonly string _wasm;

    public ForeignArtifactTests()
    {
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        _engine = new();
        _wasm = TestData.Require("wasm/kernels/k.wasm");
    }

    string Artifact => Path.Combine(_folder, "k.lwm");

    string Keys => Path.Combine(_folder, "keys");

    [Theory]
    [InlineData(ArtifactContents.None)]
    [InlineData(ArtifactContents.Maps)]
    [InlineData(ArtifactContents.Names)]
    [InlineData(ArtifactContents.Maps | ArtifactContents.Names)]
    public void An_artifact_says_what_is_in_it(ArtifactContents contents)
    {
        Save(contents);
        using ArtifactInfo info = ArtifactInfo.Open(Artifact);
        Module module = Module.FromFile(_wasm);
        info.ModuleHash.ShouldBe(ContentHash.Of(File.ReadAllBytes(_wasm)));
        info.ModuleBytes.ShouldBe(new FileInfo(_wasm).Length);
        info.FileBytes.ShouldBe(new FileInfo(Artifact).Length);
        (info.IsOfThisBuild, info.HasFuel, info.HasExplicitBounds).ShouldBe((true, false, false));
        info.Contents.HasFlag(ArtifactContents.Maps).ShouldBe(contents.HasFlag(ArtifactContents.Maps));
        info.Module.Exports.Select(export => export.Name).ShouldBe(module.Exports.Select(export => export.Name));
        FunctionCode[] functions = [.. info.Functions()];
        functions.Select(function => function.Index).ShouldBe(Enumerable.Range(module.ImportedFunctionCount, module.FunctionCount - module.ImportedFunctionCount));
        functions.ShouldAllBe(function => function.Bytes > 0);
        foreach (FunctionCode function in functions)
            info.GetCode(function).Length.ShouldBe(function.Bytes);
    }

    [Theory]
    [InlineData(ArtifactContents.None)]
    [InlineData(ArtifactContents.Maps | ArtifactContents.Names)]
    public void What_a_module_compiles_to_verifies(ArtifactContents contents)
    {
        Save(contents);
        using ArtifactInfo info = ArtifactInfo.Open(Artifact);
        info.FindDifference(_wasm).ShouldBeNull();
    }

    [Fact]
    public void Machine_code_that_was_changed_does_not_verify()
    {
        Save(ArtifactContents.None);
        byte[] bytes = File.ReadAllBytes(Artifact);
        // Somebody who knows the format: one instruction is another one, and all hashes are right.
        bytes[4096 + 100] ^= 1;
        Array.Copy(SHA256.HashData(bytes.AsSpan(4096)), 0, bytes, 96, 32);
        BitConverter.TryWriteBytes(bytes.AsSpan(4092), ArtifactHeader.Checksum(bytes.AsSpan(0, 4092)));
        File.WriteAllBytes(Artifact, bytes);
        using ArtifactInfo info = ArtifactInfo.Open(Artifact);
        info.FindDifference(_wasm).ShouldNotBeNull().ShouldContain("byte 96");
    }

    [Fact]
    public void Another_module_does_not_verify()
    {
        Save(ArtifactContents.None);
        using ArtifactInfo info = ArtifactInfo.Open(Artifact);
        info.FindDifference(TestData.Require("wasm/modules/icepll.wasm")).ShouldNotBeNull().ShouldContain("another module");
    }

    [Fact]
    public void Damage_is_told_when_an_artifact_is_opened()
    {
        Save(ArtifactContents.Maps);
        byte[] whole = File.ReadAllBytes(Artifact);
        Random random = new(1);
        for (int i = 0; i < 200; i++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(whole.Length)] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(Artifact, i % 3 == 2 ? damaged[..random.Next(whole.Length)] : damaged);
            Should.Throw<IOException>(() => ArtifactInfo.Open(Artifact)).Message.ShouldStartWith($"{Artifact}: ");
        }
    }

    [Fact]
    public void Without_a_signature_nothing_runs()
    {
        Save(ArtifactContents.None);
        using ModuleCache cache = ModuleCache.Open(Path.Combine(_folder, "cache"));
        Should.Throw<IOException>(() => cache.Import(_engine, Artifact, TrustedKeys.None)).Message.ShouldContain("no trusted key signed");
        cache.List().ShouldBeEmpty();
    }

    [Fact]
    public void With_a_trusted_signature_it_runs_without_the_module()
    {
        Save(ArtifactContents.None);
        ArtifactSignature.Sign(Artifact, MakeKey());
        using ModuleCache cache = ModuleCache.Open(Path.Combine(_folder, "cache"));
        using (CompiledModule module = cache.Import(_engine, Artifact, TrustedKeys.Load(Keys)))
            Fibonacci(module).ShouldBe(55);
        cache.List().Count.ShouldBe(1);
        // What was imported is what compiling gives, and found as such.
        using CompiledModule again = cache.Load(_engine, _wasm);
        Fibonacci(again).ShouldBe(55);
        cache.List().Count.ShouldBe(1);
    }

    [Fact]
    public void A_signature_of_other_bytes_is_none()
    {
        Save(ArtifactContents.None);
        ArtifactSignature.Sign(Artifact, MakeKey());
        Save(ArtifactContents.Maps);
        using ModuleCache cache = ModuleCache.Open(Path.Combine(_folder, "cache"));
        Should.Throw<IOException>(() => cache.Import(_engine, Artifact, TrustedKeys.Load(Keys))).Message.ShouldContain("no trusted key signed");
    }

    [Fact]
    public void An_artifact_for_other_options_is_refused()
    {
        Save(ArtifactContents.None);
        using Engine other = new(new() { Fuel = true });
        using ModuleCache cache = ModuleCache.Open(Path.Combine(_folder, "cache"));
        Should.Throw<IOException>(() => cache.Import(other, Artifact, TrustedKeys.None)).Message.ShouldContain("other options");
    }

    /// <summary>A trap is explained alike: with the module, with maps alone, and with the module for code that was mapped.</summary>
    [Fact]
    public void A_trap_names_function_and_byte_with_and_without_maps()
    {
        string path = Path.Combine(_folder, "trap.wasm");
        File.WriteAllBytes(path, Trapping());
        using CompiledModule compiled = _engine.CompileFile(path);
        string expected = Frames(compiled);
        expected.ShouldContain("byte");
        using ModuleCache cache = ModuleCache.Open(Path.Combine(_folder, "cache"));
        using (CompiledModule mapped = cache.Load(_engine, path))
        {
            mapped.IsMapped.ShouldBeTrue();
            Frames(mapped).ShouldBe(expected);
        }
        cache.Clear();
        compiled.Save(Artifact, ArtifactContents.Maps);
        ArtifactSignature.Sign(Artifact, MakeKey());
        File.Delete(path);
        using CompiledModule imported = cache.Import(_engine, Artifact, TrustedKeys.Load(Keys));
        Frames(imported).Replace(Artifact, path, StringComparison.Ordinal).ShouldBe(expected);
    }

    public void Dispose()
    {
        _engine?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>"f" calls a function that calls a function that reaches <c>unreachable</c>, with instructions before each.</summary>
    static byte[] Trapping() =>
    [
        .. "\0asm"u8, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 4, 3, 0, 0, 0, 7, 5, 1, 1, (byte)'f', 0, 2,
        10, 21, 3, 6, 0, 0x41, 1, 0x1a, 0, 0x0b, 5, 0, 1, 0x10, 0, 0x0b, 6, 0, 1, 1, 0x10, 1, 0x0b,
    ];

    string Frames(CompiledModule module)
    {
        using Store store = new(_engine);
        Trap trap = new Linker(_engine).Instantiate(store, module).GetFunction("f").ShouldNotBeNull().TryInvoke([], []).ShouldNotBeNull();
        trap.Kind.ShouldBe(TrapKind.Unreachable);
        trap.Frames.Count.ShouldBe(3);
        return string.Join('\n', trap.Frames);
    }

    int Fibonacci(CompiledModule module)
    {
        using Store store = new(_engine);
        return new Linker(_engine).Instantiate(store, module).GetFunction<int, int>("fib").ShouldNotBeNull()(10);
    }

    void Save(ArtifactContents contents)
    {
        using CompiledModule module = _engine.CompileFile(_wasm);
        module.Save(Artifact, contents);
    }

    string MakeKey()
    {
        Directory.CreateDirectory(Keys);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(Path.Combine(Keys, "maker.pem"), key.ExportSubjectPublicKeyInfoPem());
        string path = Path.Combine(_folder, "private.pem");
        File.WriteAllText(path, key.ExportPkcs8PrivateKeyPem());
        return path;
    }
}
