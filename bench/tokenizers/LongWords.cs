namespace Lode.Tokenizers.Bench;

/// <summary>Files of one word of a million bytes, as people and attackers send them: no boundary to cut at.</summary>
sealed class LongWords : IDisposable
{
    const int Length = 1_000_000;

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lode-bench-");

    public LongWords()
    {
        Random random = new(1);
        byte[] letters = new byte[Length];
        for (int i = 0; i < letters.Length; i++)
            letters[i] = (byte)('a' + random.Next(26));
        Repeated = Write("repeated.txt", [.. Enumerable.Repeat((byte)'a', Length)]);
        Letters = Write("letters.txt", letters);
    }

    /// <summary>The path of a million times the letter a.</summary>
    public string Repeated { get; }

    /// <summary>The path of a million random letters.</summary>
    public string Letters { get; }

    public void Dispose() => _folder.Delete(recursive: true);

    string Write(string name, byte[] text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, text);
        return path;
    }
}
