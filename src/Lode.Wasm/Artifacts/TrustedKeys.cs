using System.Security.Cryptography;
using Lode.Memory;

namespace Lode.Wasm;

/// <summary>The public keys whose owners' compiled modules a user wants to run: a folder of PEM files.</summary>
/// <remarks>
/// A compiled module is machine code, and whoever made it can do what the user can do. The folder and its files must belong to the user or
/// to root, and nobody else may write to them.
/// </remarks>
public sealed class TrustedKeys
{
    const string Ending = ".pem";
    readonly List<(string Name, byte[] PublicKey)> _keys = [];

    TrustedKeys()
    {
    }

    /// <summary>No keys: nothing is trusted.</summary>
    public static TrustedKeys None { get; } = new();

    /// <summary>Where keys are unless told otherwise: <c>lode/trusted-keys</c> in <c>$XDG_CONFIG_HOME</c>, or else in <c>~/.config</c>.</summary>
    public static string DefaultFolder
    {
        get
        {
            string? settings = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
            if (string.IsNullOrEmpty(settings) || !Path.IsPathRooted(settings))
                settings = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
            return Path.Combine(settings, "lode", "trusted-keys");
        }
    }

    /// <summary>The names of the keys' files.</summary>
    public IReadOnlyList<string> Names => [.. _keys.Select(key => key.Name)];

    /// <summary>Reads the keys of a folder. A folder that is not there holds none.</summary>
    /// <param name="folder">The folder; <see cref="DefaultFolder"/> where null.</param>
    /// <exception cref="IOException">Others may write to the folder or to a key, or a file holds no public key.</exception>
    public static TrustedKeys Load(string? folder = null)
    {
        folder ??= DefaultFolder;
        TrustedKeys keys = new();
        if (!Directory.Exists(folder))
            return keys;
        Check(folder);
        foreach (string path in Directory.EnumerateFiles(folder, $"*{Ending}").Order(StringComparer.Ordinal))
        {
            Check(path);
            keys._keys.Add((Path.GetFileName(path), ReadPublicKey(path)));
        }
        return keys;
    }

    /// <summary>Finds the key that made a signature; null where none of these did.</summary>
    /// <param name="hash">The SHA-256 of what was signed.</param>
    /// <param name="signature">An ECDSA signature in DER.</param>
    internal string? FindSigner(ContentHash hash, ReadOnlySpan<byte> signature)
    {
        Span<byte> bytes = stackalloc byte[ContentHash.Size];
        hash.CopyTo(bytes);
        foreach ((string name, byte[] publicKey) in _keys)
        {
            using ECDsa key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(publicKey, out _);
            if (key.VerifyHash(bytes, signature, DSASignatureFormat.Rfc3279DerSequence))
                return name;
        }
        return null;
    }

    static void Check(string path)
    {
        if (!FileStatus.IsSupported || FileStatus.Of(path) is not { } status)
            return;
        if (status.Owner != 0 && status.Owner != FileStatus.CurrentUser)
            throw new IOException($"{path}: belongs to another user; keys there are not trusted");
        if (status.IsWritableByOthers)
            throw new IOException($"{path}: others may write it, so its keys are not trusted; run: chmod go-w '{path}'");
    }

    static byte[] ReadPublicKey(string path)
    {
        try
        {
            using ECDsa key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(path));
            return key.ExportSubjectPublicKeyInfo();
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            throw new IOException($"{path}: expected an ECDSA public key in PEM, found something else: {exception.Message}", exception);
        }
    }
}
