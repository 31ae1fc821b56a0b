using Lode.Memory;
using Lode.Wasm.Artifacts;
using Lode.Wasm.Caching;
using Lode.Wasm.Compilation;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasm;

/// <summary>An artifact to look at: nothing of it is run, so whose it is does not matter.</summary>
/// <remarks>The content is read once and held to the hash in the header, since nobody vouches for it.</remarks>
public sealed class ArtifactInfo : IDisposable
{
    readonly Artifact _artifact;
    readonly CodePieces _pieces;

    ArtifactInfo(string path, Artifact artifact)
    {
        Path = path;
        _artifact = artifact;
        Module = artifact.ReadModule(path, WasmLimits.Default);
        _pieces = new(artifact.Numbers(SectionKind.CodeStarts), artifact.Numbers(SectionKind.CodeFunctions));
        Sections = [.. artifact.Header.Sections.Select(section => new ArtifactSectionInfo(section.Kind.ToString(), section.Offset, section.Length))];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The module, without function bodies.</summary>
    public Module Module { get; }

    /// <summary>The version of the format.</summary>
    public static int FormatVersion => ArtifactHeader.Version;

    /// <summary>The hash of the module's binary.</summary>
    public ContentHash ModuleHash => Key.Module;

    /// <summary>Bytes of the module's binary.</summary>
    public long ModuleBytes => _artifact.Header.ModuleBytes;

    /// <summary>The hash of everything behind the header.</summary>
    public ContentHash ContentHash => _artifact.Header.Content;

    /// <summary>Bytes of the artifact.</summary>
    public long FileBytes => _artifact.Header.FileBytes;

    /// <summary>The build of the compiler.</summary>
    public Guid CompilerBuild => Key.Build;

    /// <summary>Whether this program's compiler made it: only then can it run here.</summary>
    public bool IsOfThisBuild => Key.Build == Caching.CompilerBuild.Id;

    /// <summary>Whether accesses are compared with the memory's size.</summary>
    public bool HasExplicitBounds => (Key.Options & Caching.CompilerBuild.ExplicitBounds) != 0;

    /// <summary>Whether fuel is counted.</summary>
    public bool HasFuel => (Key.Options & Caching.CompilerBuild.Fuel) != 0;

    /// <summary>What it holds beside what is needed to run.</summary>
    public ArtifactContents Contents =>
        (_artifact.Header.Section(SectionKind.MapStarts).Length > 0 ? ArtifactContents.Maps : 0)
        | (Module.CustomSections.Any(section => section.Name == "name") ? ArtifactContents.Names : 0);

    /// <summary>The sections, in the file's order.</summary>
    public IReadOnlyList<ArtifactSectionInfo> Sections { get; }

    internal ModuleKey Key => _artifact.Header.Key;

    /// <summary>Whether a file begins as an artifact does.</summary>
    public static bool IsArtifact(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        Span<byte> begin = stackalloc byte[8];
        return RandomAccess.Read(file, begin, 0) == begin.Length && ArtifactHeader.IsArtifact(begin);
    }

    /// <summary>Opens an artifact to look at.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file is no artifact, is damaged, or cannot be read.</exception>
    /// <exception cref="PlatformNotSupportedException">The platform is not Linux.</exception>
    public static ArtifactInfo Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        SafeFileHandle file = File.OpenHandle(path);
        Artifact? artifact = null;
        try
        {
            artifact = Artifact.Open(file, path, out string fault);
            if (artifact is null)
                throw new IOException($"{path}: {fault}");
            if (artifact.HashContent() != artifact.Header.Content)
                throw new IOException($"{path}: its content is damaged: it does not have the hash that the header says; compile the module again");
            return new(path, artifact);
        }
        catch (Exception exception)
        {
            artifact?.Dispose();
            file.Dispose();
            if (exception is WasmFormatException or IndexOutOfRangeException or ArgumentException)
                throw new IOException($"{path}: its content is damaged: {exception.Message}", exception);
            throw;
        }
    }

    /// <summary>The module's own functions, with the code of each.</summary>
    public IEnumerable<FunctionCode> Functions()
    {
        Numbers starts = _artifact.Numbers(SectionKind.FunctionStarts);
        for (int i = 0; i < starts.Length; i++)
        {
            int function = Module.ImportedFunctionCount + i;
            if (!_pieces.TryFind(starts[i], out int piece))
                continue;
            int first = _pieces.Functions[piece];
            yield return new(function, Module.GetFunctionName(function), starts[i], _pieces.Starts[piece + 1] - starts[i], first == function ? null : first);
        }
    }

    /// <summary>The machine code of a function.</summary>
    public ReadOnlySpan<byte> GetCode(FunctionCode function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return _artifact.Bytes(SectionKind.Text).Slice(function.Offset, function.Bytes);
    }

    /// <summary>Finds the instructions that places in a function's code belong to, in the code's order.</summary>
    /// <param name="function">The function.</param>
    /// <param name="module">The module that the artifact was made of, with its code: then loads and stores are found too. Null: maps only.</param>
    public IReadOnlyList<CodePlace> GetPlaces(FunctionCode function, Module? module = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (module is not null)
        {
            CompilerOptions options = new() { ExplicitBounds = HasExplicitBounds, Fuel = HasFuel };
            return [.. FunctionCompiler.SitesOf(module, options, function.Index).Select(site => new CodePlace(site.CodeOffset, site.WasmOffset))];
        }
        Numbers starts = _artifact.Numbers(SectionKind.MapStarts);
        if (starts.Length == 0 || !_pieces.TryFind(function.Offset, out int piece))
            return [];
        ReadOnlySpan<byte> maps = _artifact.Bytes(SectionKind.Maps);
        (int start, int end) = (starts[piece], starts[piece + 1]);
        return (uint)end <= (uint)maps.Length && (uint)start <= (uint)end ? CodeMaps.Decode(maps[start..end]) : [];
    }

    /// <summary>Compares the artifact with what its module compiles to.</summary>
    /// <param name="modulePath">The module's file.</param>
    /// <param name="progress">Told how far compiling is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Null where the artifact is exactly what this compiler makes of the module; else what is different.</returns>
    /// <exception cref="WasmFormatException">The module is invalid.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public string? FindDifference(string modulePath, IProgress<CompileProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (!IsOfThisBuild)
            return $"it was made by another build of the compiler ({CompilerBuild}; this one is {Caching.CompilerBuild.Id}), whose output this one cannot repeat";
        byte[] wasm = File.ReadAllBytes(modulePath);
        if (ContentHash.Of(wasm) != ModuleHash)
            return $"it was made of another module: SHA-256 {ModuleHash}, {modulePath} has {ContentHash.Of(wasm)}";
        EngineOptions options = new() { ExplicitBounds = HasExplicitBounds, Fuel = HasFuel };
        using Engine engine = new(options);
        if (engine.KeyOf(ModuleHash) != Key)
            return "it was made under other limits or for another processor";
        using CompiledModule compiled = engine.Compile(modulePath, wasm, progress, cancellationToken);
        string copy = System.IO.Path.GetTempFileName();
        try
        {
            using (OutputFile file = new(copy))
            {
                compiled.Save(file, Contents, Key);
                file.Commit();
            }
            return FirstDifference(copy) is { } at ? $"byte {at} and maybe more are not what the module compiles to" : null;
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _artifact.Dispose();

    long? FirstDifference(string copy)
    {
        using MappedFile file = MappedFile.Open(copy);
        using MappedFile mine = MappedFile.Open(_artifact.Handle, Path);
        using MappedView a = file.View(0, file.Length), b = mine.View(0, mine.Length);
        int length = (int)Math.Min(a.Length, b.Length);
        int same = a.Span(0, length).CommonPrefixLength(b.Span(0, length));
        return same < length || a.Length != b.Length ? same : null;
    }
}
