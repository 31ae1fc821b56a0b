using System.Security.Cryptography;
using Lode.Memory;

namespace Lode.Wasm;

/// <summary>Signatures of artifacts: files beside them, <c>NAME.sig</c>, with an ECDSA signature (DER) of the SHA-256 of the whole file.</summary>
public static class ArtifactSignature
{
    /// <summary>What is added to an artifact's path.</summary>
    public const string Ending = ".sig";

    /// <summary>Signatures are shorter than this.</summary>
    const int LongestSignature = 1024;

    /// <summary>Signs an artifact. Standard tools can do the same: <c>openssl dgst -sha256 -sign KEY -out FILE.sig FILE</c>.</summary>
    /// <param name="path">The artifact.</param>
    /// <param name="privateKeyPath">An ECDSA private key in PEM.</param>
    /// <exception cref="IOException">A file cannot be read or written, or holds no private key.</exception>
    public static void Sign(string path, string privateKeyPath)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(privateKeyPath);
        using ECDsa key = ECDsa.Create();
        byte[] signature;
        try
        {
            key.ImportFromPem(File.ReadAllText(privateKeyPath));
            using FileStream file = File.OpenRead(path);
            signature = key.SignData(file, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            throw new IOException($"{privateKeyPath}: expected an ECDSA private key in PEM, found something else: {exception.Message}", exception);
        }
        using OutputFile output = new(path + Ending);
        output.Write(signature);
        output.Commit();
    }

    /// <summary>Finds the trusted key that signed an artifact; null where there is no signature, or none by such a key.</summary>
    /// <param name="path">The artifact's path; its signature lies beside it.</param>
    /// <param name="hash">The SHA-256 of the whole artifact, as it is used.</param>
    /// <param name="keys">The keys.</param>
    internal static string? FindSigner(string path, ContentHash hash, TrustedKeys keys)
    {
        FileInfo file = new(path + Ending);
        return file.Exists && file.Length <= LongestSignature ? keys.FindSigner(hash, File.ReadAllBytes(file.FullName)) : null;
    }
}
