using Lode.Memory;
using Lode.Wasm.Artifacts;
using Lode.Wasm.Caching;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasm;

/// <summary>From a module's file to code that can run, by way of the cache.</summary>
public sealed partial class ModuleCache
{
    /// <summary>Opens a module: mapped from the cache where it is there, else compiled and put there.</summary>
    /// <remarks>
    /// A module that was opened before and has not changed since is not read. Whatever is wrong with the cache, the module is compiled:
    /// the cache makes starts faster, never impossible.
    /// </remarks>
    /// <param name="engine">What runs it.</param>
    /// <param name="path">The module's file, which also becomes its name.</param>
    /// <param name="progress">Told how far compiling is, now and then; not at all where nothing is compiled.</param>
    /// <param name="warning">Told in a line why the cache could not be used, where it could not.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="WasmFormatException">The module is malformed, invalid, beyond a limit or not supported.</exception>
    /// <exception cref="IOException">The module cannot be read.</exception>
    public CompiledModule Load(Engine engine, string path, IProgress<CompileProgress>? progress = null, Action<string>? warning = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(path);
        using SafeFileHandle source = File.OpenHandle(path);
        FileStatus status = FileStatus.Of(source);
        if (!status.IsFile)
            return engine.CompileFile(path, progress, cancellationToken);
        byte[]? bytes = null;
        if (!TryGetHash(status, out ContentHash hash))
        {
            bytes = ReadAll(source, path, engine.Options.Limits);
            hash = ContentHash.Of(bytes);
            if (FileStatus.Of(source) == status)
                TryTo(() => NoteHash(status, hash, path), warning);
        }
        ModuleKey key = engine.KeyOf(hash);
        ModuleBinary binary = new(path, hash, engine.Options.Limits);
        if (TryOpen(engine, key, path, binary, warning) is { } cached)
        {
            cached.WasCached = true;
            return cached;
        }

        if (bytes is null)
        {
            // Known by a note so far: what is compiled decides the name.
            bytes = ReadAll(source, path, engine.Options.Limits);
            hash = ContentHash.Of(bytes);
            (key, binary) = (engine.KeyOf(hash), new(path, hash, engine.Options.Limits));
        }
        CompiledModule compiled = engine.Compile(Module.Decode(path, bytes, engine.Options.Limits), progress, cancellationToken);
        bool kept = TryTo(() => Keep(key, compiled), warning);
        if (!kept || TryOpen(engine, key, path, binary, warning) is not { } mapped)
            return compiled;
        // Mapped code is shared by all processes; the copy that was compiled is not needed any more.
        compiled.Dispose();
        return mapped;
    }

    CompiledModule? TryOpen(Engine engine, ModuleKey key, string name, ModuleBinary binary, Action<string>? warning)
    {
        SafeFileHandle? file = Find(key.FileName, out FileStatus status, out string? reason);
        if (file is null)
        {
            if (reason is not null)
                warning?.Invoke($"{PathOf(key.FileName)}: not used, because {reason}");
            return null;
        }
        Artifact? artifact = null;
        string fault;
        try
        {
            artifact = Artifact.Open(file, PathOf(key.FileName), out fault);
            if (artifact is not null && artifact.Header.Key != key)
                fault = "it was compiled from something else";
            else if (artifact is not null && !IsWhole(artifact, status, key.FileName, warning))
                fault = "its content is damaged";
            if (fault.Length == 0)
                return new(engine, name, artifact!, binary) { Path = PathOf(key.FileName) };
        }
        catch (Exception exception) when (exception is IOException or InsufficientMemoryException or WasmFormatException or IndexOutOfRangeException)
        {
            fault = exception.Message;
        }
        artifact?.Dispose();
        file.Dispose();
        warning?.Invoke($"{PathOf(key.FileName)}: not used, because {fault}; compiling again");
        Remove(key.FileName);
        return null;
    }

    /// <summary>Whether the content is what the header says: read once, then known as long as the file is not changed.</summary>
    bool IsWhole(Artifact artifact, FileStatus status, string name, Action<string>? warning)
    {
        if (TryGetHash(status, out ContentHash known))
            return known == artifact.Header.Content;
        ContentHash content = artifact.HashContent();
        if (FileStatus.Of(artifact.Handle) == status)
            TryTo(() => NoteHash(status, content, PathOf(name)), warning);
        return content == artifact.Header.Content;
    }

    void Keep(ModuleKey key, CompiledModule module)
    {
        using (OutputFile file = Write(key.FileName))
        {
            module.Save(file, ArtifactContents.None, key);
            file.Commit();
        }
        KeepLimit();
    }

    static bool TryTo(Action action, Action<string>? warning)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            warning?.Invoke(exception.Message);
            return false;
        }
    }

    static byte[] ReadAll(SafeFileHandle file, string path, WasmLimits limits)
    {
        long length = RandomAccess.GetLength(file);
        ModuleBytes.Check(path, length, limits);
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
        int read = 0;
        while (read < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(read), read) is > 0 and int more)
            read += more;
        return read == bytes.Length ? bytes : bytes[..read];
    }
}
