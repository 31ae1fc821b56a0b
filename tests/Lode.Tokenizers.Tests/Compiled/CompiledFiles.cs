using System.Collections.Concurrent;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>Compiles vocabularies once for all tests, to files that go with the process.</summary>
static class CompiledFiles
{
    static readonly string s_folder = Directory.CreateTempSubdirectory("lode-compiled-").FullName;
    static readonly ConcurrentDictionary<string, Lazy<string>> s_files = new();

    static CompiledFiles() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(s_folder, recursive: true);

    /// <summary>The path of a vocabulary's compiled form.</summary>
    public static string Require(string folder)
    {
        string source = TestData.Require($"tokenizers/vocab/{folder}/tokenizer.json");
        return s_files.GetOrAdd(folder, name => new Lazy<string>(() =>
        {
            string path = Path.Combine(s_folder, name + ".lodetok");
            Tokenizer.Compile(source, path);
            return path;
        })).Value;
    }

    /// <summary>A new file with the given bytes.</summary>
    public static string Write(byte[] bytes)
    {
        string path = Path.Combine(s_folder, Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Compiles a <c>tokenizer.json</c>.</summary>
    public static byte[] Compile(string json) => Compile(System.Text.Encoding.UTF8.GetBytes(json), "tokenizer.json");

    /// <summary>Writes a source of its kind and compiles it.</summary>
    /// <param name="source">The contents.</param>
    /// <param name="name">The name of the file, which may say what it is.</param>
    public static byte[] Compile(byte[] source, string name) => File.ReadAllBytes(CompileFile(source, name).Compiled);

    /// <inheritdoc cref="Compile(byte[], string)"/>
    public static (string Source, string Compiled) CompileFile(byte[] source, string name)
    {
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(s_folder, Guid.NewGuid().ToString("N"))).FullName, name);
        File.WriteAllBytes(path, source);
        Tokenizer.Compile(path, path + ".lodetok");
        return (path, path + ".lodetok");
    }
}
