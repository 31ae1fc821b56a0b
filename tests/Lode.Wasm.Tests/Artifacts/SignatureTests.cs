using System.Runtime.Versioning;
using System.Security.Cryptography;
using Lode.Memory;

namespace Lode.Wasm.Tests.Artifacts;

[SupportedOSPlatform("linux")]
public sealed class SignatureTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lode-signature-").FullName;

    public SignatureTests() => Assert.SkipUnless(FileStatus.IsSupported, "Linux only");

    string Artifact => Path.Combine(_folder, "a.lwm");

    string Keys => Path.Combine(_folder, "keys");

    [Fact]
    public void A_signature_is_found_by_the_key_of_its_maker_alone()
    {
        string mine = MakeKey("mine"), theirs = MakeKey("theirs");
        File.WriteAllText(Artifact, "code");
        ArtifactSignature.Sign(Artifact, mine);
        ContentHash hash = ContentHash.Of("code"u8);
        ArtifactSignature.FindSigner(Artifact, hash, TrustedKeys.Load(Keys)).ShouldBe("mine.pem");
        ArtifactSignature.FindSigner(Artifact, ContentHash.Of("evil"u8), TrustedKeys.Load(Keys)).ShouldBeNull();
        ArtifactSignature.FindSigner(Artifact, hash, TrustedKeys.None).ShouldBeNull();
        File.Delete(Path.Combine(Keys, "mine.pem"));
        ArtifactSignature.FindSigner(Artifact, hash, TrustedKeys.Load(Keys)).ShouldBeNull();
        ArtifactSignature.Sign(Artifact, theirs);
        ArtifactSignature.FindSigner(Artifact, hash, TrustedKeys.Load(Keys)).ShouldBe("theirs.pem");
    }

    [Fact]
    public void Damaged_signatures_are_none()
    {
        File.WriteAllText(Artifact, "code");
        ArtifactSignature.Sign(Artifact, MakeKey("mine"));
        TrustedKeys keys = TrustedKeys.Load(Keys);
        byte[] signature = File.ReadAllBytes(Artifact + ".sig");
        ContentHash hash = ContentHash.Of("code"u8);
        for (int i = 0; i < signature.Length; i++)
        {
            byte[] damaged = [.. signature];
            damaged[i] ^= 0x55;
            keys.FindSigner(hash, damaged).ShouldBeNull();
            keys.FindSigner(hash, signature.AsSpan(0, i)).ShouldBeNull();
        }
        File.WriteAllBytes(Artifact + ".sig", new byte[100_000]);
        ArtifactSignature.FindSigner(Artifact, hash, keys).ShouldBeNull();
        File.Delete(Artifact + ".sig");
        ArtifactSignature.FindSigner(Artifact, hash, keys).ShouldBeNull();
    }

    [Fact]
    public void Keys_that_others_may_write_are_refused()
    {
        MakeKey("mine");
        string key = Path.Combine(Keys, "mine.pem");
        File.SetUnixFileMode(key, File.GetUnixFileMode(key) | UnixFileMode.OtherWrite);
        Should.Throw<IOException>(() => TrustedKeys.Load(Keys)).Message.ShouldContain($"chmod go-w '{key}'");
        File.SetUnixFileMode(key, UnixFileMode.UserRead);
        File.SetUnixFileMode(Keys, File.GetUnixFileMode(Keys) | UnixFileMode.GroupWrite);
        Should.Throw<IOException>(() => TrustedKeys.Load(Keys)).Message.ShouldContain($"chmod go-w '{Keys}'");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    public void A_file_without_a_key_is_named(string content)
    {
        Directory.CreateDirectory(Keys);
        File.WriteAllText(Path.Combine(Keys, "x.pem"), content);
        Should.Throw<IOException>(() => TrustedKeys.Load(Keys)).Message.ShouldContain("x.pem: expected an ECDSA public key");
        File.WriteAllText(Artifact, "code");
        Should.Throw<IOException>(() => ArtifactSignature.Sign(Artifact, Path.Combine(Keys, "x.pem"))).Message.ShouldContain("private key");
    }

    [Fact]
    public void A_folder_that_is_not_there_holds_no_keys() => TrustedKeys.Load(Path.Combine(_folder, "none")).Names.ShouldBeEmpty();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Makes a key; the public half goes to the folder of trusted ones. Gives the path of the private half.</summary>
    string MakeKey(string name)
    {
        Directory.CreateDirectory(Keys);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(Path.Combine(Keys, $"{name}.pem"), key.ExportSubjectPublicKeyInfoPem());
        string path = Path.Combine(_folder, $"{name}.private.pem");
        File.WriteAllText(path, key.ExportPkcs8PrivateKeyPem());
        return path;
    }
}
