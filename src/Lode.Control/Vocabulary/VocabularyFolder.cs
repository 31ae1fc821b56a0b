using System.Security.Cryptography;
using Lode.Memory;
using Lode.Wasm;
using Microsoft.Win32.SafeHandles;

namespace Lode.Control;

/// <summary>Files of vocabularies in a folder of the user alone: all processes map the same pages, and only the first makes them.</summary>
/// <remarks>
/// A file's name is the key of its vocabulary and the hash of its content, by which it is checked before it is used. Nothing is changed in
/// place; what is removed stays for who has it mapped.
/// </remarks>
sealed class VocabularyFolder : IDisposable
{
    const string Ending = ".vocabulary";

    /// <summary>Files that are kept beside a new one.</summary>
    const int MostFiles = 32;

    readonly PrivateFolder _files;

    VocabularyFolder(PrivateFolder files) => _files = files;

    /// <summary>Opens a folder; null where it cannot be used.</summary>
    public static VocabularyFolder? TryOpen(string path, Action<string>? warning)
    {
        try
        {
            return new(PrivateFolder.Open(path));
        }
        catch (Exception error) when (IsFailure(error))
        {
            Warn(warning, error);
            return null;
        }
    }

    /// <summary>Finds the vocabulary of a key; null where it is not there, or damaged.</summary>
    public Window? TryFind(string key, Action<string>? warning)
    {
        try
        {
            foreach (string path in Directory.EnumerateFiles(_files.Path, $"{key}-*{Ending}"))
            {
                string name = Path.GetFileName(path);
                if (IsWhole(key, name))
                    return Window.File(path, WindowAccess.ReadOnly);
                _files.Remove(name);
            }
        }
        catch (Exception error) when (IsFailure(error))
        {
            Warn(warning, error);
        }
        return null;
    }

    /// <summary>Writes a vocabulary, and gives the file; null where that cannot be.</summary>
    public Window? TryKeep(string key, ReadOnlySpan<byte> content, Action<string>? warning)
    {
        string name = NameOf(key, SHA256.HashData(content));
        try
        {
            using (OutputFile file = _files.Write(name))
            {
                file.Reserve(content.Length);
                file.Write(content);
                file.Commit();
            }
            Prune(name);
            return Window.File(_files.PathOf(name), WindowAccess.ReadOnly);
        }
        catch (Exception error) when (IsFailure(error))
        {
            Warn(warning, error);
            return null;
        }
    }

    public void Dispose() => _files.Dispose();

    static string NameOf(string key, ReadOnlySpan<byte> hash) => $"{key}-{Convert.ToHexStringLower(hash)}{Ending}";

    /// <summary>Whether the content is what the name says: a disk may have lost something, and guests would read it.</summary>
    bool IsWhole(string key, string name)
    {
        using SafeFileHandle? file = _files.OpenFile(name, out _, out _);
        if (file is null)
            return false;
        using FileStream content = new(file, FileAccess.Read, bufferSize: 0);
        bool whole = NameOf(key, SHA256.HashData(content)) == name;
        if (whole)
            PrivateFolder.Touch(file);
        return whole;
    }

    /// <summary>Removes those that were not used longest.</summary>
    void Prune(string written)
    {
        List<(long Used, string Name)> others = [];
        foreach (string path in Directory.EnumerateFiles(_files.Path, $"*{Ending}"))
        {
            string name = Path.GetFileName(path);
            if (name != written && FileStatus.Of(path, followLinks: false) is { } status)
                others.Add((status.Accessed, name));
        }
        others.Sort();
        for (int i = 0; i < others.Count - MostFiles; i++)
            _files.Remove(others[i].Name);
    }

    static bool IsFailure(Exception error) => error is IOException or UnauthorizedAccessException or PlatformNotSupportedException;

    static void Warn(Action<string>? warning, Exception error) => warning?.Invoke($"vocabularies are not shared with other processes: {error.Message}");
}
