using System.Security.Cryptography;
using Lode.Memory;
using Lode.Wasm.Artifacts;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasm;

/// <summary>Artifacts of others.</summary>
public sealed partial class ModuleCache
{
    const int CopyBytes = 1 << 20;

    /// <summary>Opens an artifact that came from elsewhere, if a trusted key signed it.</summary>
    /// <remarks>
    /// An artifact is machine code: nothing in it can be checked that would make it safe. It is copied into the cache, where nobody else
    /// can change it, and the copy is what the signature is held to and what runs.
    /// </remarks>
    /// <param name="engine">What runs it. It must be of the build and options that the artifact was made with.</param>
    /// <param name="path">The artifact; its signature lies beside it, under the same name with <see cref="ArtifactSignature.Ending"/>.</param>
    /// <param name="keys">The keys that are trusted.</param>
    /// <exception cref="IOException">The artifact is not signed by one of the keys, is damaged, or was made by another compiler.</exception>
    public CompiledModule Import(Engine engine, string path, TrustedKeys keys)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(keys);
        using SafeFileHandle source = File.OpenHandle(path);
        ArtifactHeader header = Artifact.ReadHeader(source, out string fault) ?? throw new IOException($"{path}: {fault}");
        if (header.Key != engine.KeyOf(header.Key.Module))
            throw new IOException($"{path}: was made by another build of the compiler or with other options; compile its module here: lode wasm compile");
        string name = $"import-{Guid.NewGuid():n}{Ending}";
        ContentHash whole = Copy(source, name);
        try
        {
            if (ArtifactSignature.FindSigner(path, whole, keys) is null)
            {
                throw new IOException($"{path}: is machine code that no trusted key signed, so it is not run; compile its module here, "
                    + $"verify it with 'lode wasm verify', or put the maker's public key into {TrustedKeys.DefaultFolder}");
            }
            File.Move(PathOf(name), PathOf(header.Key.FileName), overwrite: true);
        }
        finally
        {
            Remove(name);
        }
        string? refused = null;
        return TryOpen(engine, header.Key, path, new(null, header.Key.Module, engine.Options.Limits), warning => refused = warning)
            ?? throw new IOException($"{path}: {refused}");
    }

    /// <summary>Copies a file into the cache. Gives the hash of what was written.</summary>
    ContentHash Copy(SafeFileHandle source, string name)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using OutputFile copy = Write(name);
        byte[] buffer = new byte[CopyBytes];
        for (long at = 0; RandomAccess.Read(source, buffer, at) is > 0 and int read; at += read)
        {
            hash.AppendData(buffer, 0, read);
            copy.Write(buffer.AsSpan(0, read));
        }
        copy.Commit();
        return new(hash.GetHashAndReset());
    }
}
