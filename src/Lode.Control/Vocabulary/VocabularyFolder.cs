using System.Security.Cryptography;
using Lode.Memory;
using Lode.Wasm;
using Microsoft.Win32.SafeHandles;

namespace Lode.Control;

/// <summary>Files of vocabularies in a folder of the user alone, named by the hash of their content: all processes map the same pages.</summary>
static class VocabularyFolder
{
    const string Ending = ".vocabulary";
    const int CompareBytes = 1 << 20;

    /// <summary>Files that are kept beside a new one.</summary>
    const int MostFiles = 32;

    /// <summary>Finds the file of a content, or writes it; null where the folder cannot be used.</summary>
    public static Window? TryKeep(string folder, ReadOnlySpan<byte> content, Action<string>? warning)
    {
        try
        {
            using PrivateFolder files = PrivateFolder.Open(folder);
            string name = Convert.ToHexStringLower(SHA256.HashData(content)) + Ending;
            if (!IsThere(files, name, content))
            {
                Write(files, name, content);
                Prune(files, name);
            }
            return Window.File(files.PathOf(name), WindowAccess.ReadOnly);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            warning?.Invoke($"vocabularies are not shared with other processes: {error.Message}");
            return null;
        }
    }

    /// <summary>Whether the file is there and whole: a disk may have lost something, and guests would read it.</summary>
    static bool IsThere(PrivateFolder files, string name, ReadOnlySpan<byte> content)
    {
        using SafeFileHandle? file = files.OpenFile(name, out FileStatus status, out _);
        if (file is null || status.Length != content.Length)
            return false;
        byte[] buffer = GC.AllocateUninitializedArray<byte>(Math.Min(CompareBytes, content.Length));
        for (int at = 0; at < content.Length;)
        {
            int read = RandomAccess.Read(file, buffer, at);
            if (read <= 0 || !buffer.AsSpan(0, read).SequenceEqual(content.Slice(at, Math.Min(read, content.Length - at))))
                return false;
            at += read;
        }
        PrivateFolder.Touch(file);
        return true;
    }

    static void Write(PrivateFolder files, string name, ReadOnlySpan<byte> content)
    {
        using OutputFile file = files.Write(name);
        file.Reserve(content.Length);
        file.Write(content);
        file.Commit();
    }

    /// <summary>Removes those that were not used longest; who has one mapped keeps it.</summary>
    static void Prune(PrivateFolder files, string written)
    {
        List<(long Used, string Name)> others = [];
        foreach (string path in Directory.EnumerateFiles(files.Path, $"*{Ending}"))
        {
            string name = Path.GetFileName(path);
            if (name != written && FileStatus.Of(path, followLinks: false) is { } status)
                others.Add((status.Accessed, name));
        }
        others.Sort();
        for (int i = 0; i < others.Count - MostFiles; i++)
            files.Remove(others[i].Name);
    }
}
