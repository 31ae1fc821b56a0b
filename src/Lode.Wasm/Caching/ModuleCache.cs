using System.Text;
using Lode.Memory;
using Lode.Wasm.Caching;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasm;

/// <summary>A folder of compiled modules, so that each is compiled once.</summary>
/// <remarks>
/// <para>Compiled modules are machine code that runs without a further look. So the folder belongs to the user alone (mode 0700), files are
/// opened without following links and must belong to the user, and nothing in it is ever changed in place: a file is written under
/// another name, then renamed, and removed by removing its name, so that whoever has it mapped keeps it. A file's name is the hash of all
/// that decides its content: the module, the compiler, its options, the processor's features.</para>
/// <para>Beside them lie notes of the hashes of files, of modules and of compiled ones: as long as a file is the same and was not changed,
/// which its times tell, so is its content, and it need not be read. All members may be called from several threads and processes at
/// once.</para>
/// </remarks>
public sealed partial class ModuleCache : IDisposable
{
    /// <summary>What the compiled modules may take together by default: 2 GiB.</summary>
    public const long DefaultLimit = 2L << 30;

    const string Ending = ModuleKey.Ending;
    const string LockName = "lock";
    const int LongestNote = 8192;
    readonly PrivateFolder _folder;

    ModuleCache(PrivateFolder folder, long limit)
    {
        _folder = folder;
        Limit = limit;
    }

    /// <summary>Where the cache is unless told otherwise: <c>lode/wasm</c> in <c>$XDG_CACHE_HOME</c>, or else in <c>~/.cache</c>.</summary>
    public static string DefaultFolder
    {
        get
        {
            string? caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(caches) || !Path.IsPathRooted(caches))
                caches = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(caches, "lode", "wasm");
        }
    }

    /// <summary>The cache's folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>What the compiled modules may take together, in bytes; those that were not used longest are removed beyond it.</summary>
    public long Limit { get; }

    /// <summary>Opens a cache, and makes its folder where there is none.</summary>
    /// <param name="folder">The folder; <see cref="DefaultFolder"/> where null.</param>
    /// <param name="limit">What the compiled modules may take together, in bytes.</param>
    /// <exception cref="IOException">The folder cannot be made, or others may write to it; the message says what to do.</exception>
    /// <exception cref="PlatformNotSupportedException">The platform is not Linux.</exception>
    public static ModuleCache Open(string? folder = null, long limit = DefaultLimit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return new(PrivateFolder.Open(folder ?? DefaultFolder), limit);
    }

    /// <summary>The compiled modules, those used last first.</summary>
    public IReadOnlyList<CachedModule> List()
    {
        Dictionary<string, string> sources = ReadSources();
        List<CachedModule> modules = [];
        foreach ((string name, FileStatus status) in Files(Ending))
        {
            // Setting a time of the file itself would look like a change of the file: its note is touched instead.
            FileStatus? note = FileStatus.Of(_folder.PathOf(FileNote.NameFor(status)), followLinks: false);
            DateTimeOffset used = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(status.Modified, note?.Accessed ?? 0) / 1_000_000);
            modules.Add(new(name, status.Length, used, sources.GetValueOrDefault(ModuleKey.HashIn(name))));
        }
        modules.Sort((a, b) => b.LastUsed.CompareTo(a.LastUsed));
        return modules;
    }

    /// <summary>Removes the modules that were not used longest, until the others take no more than a number of bytes.</summary>
    /// <param name="bytes">What may stay.</param>
    /// <returns>The modules that were removed. None where another process is just removing some.</returns>
    public IReadOnlyList<CachedModule> Prune(long bytes)
    {
        using FileStream? held = TryLock();
        if (held is null)
            return [];
        List<CachedModule> removed = [];
        long kept = 0;
        foreach (CachedModule module in List())
        {
            kept += module.Bytes;
            if (kept > bytes && _folder.Remove(module.Name))
                removed.Add(module);
        }
        if (removed.Count > 0)
            RemoveNotes();
        return removed;
    }

    /// <summary>Removes everything. Modules that are in use stay usable.</summary>
    /// <returns>The modules that were removed.</returns>
    public IReadOnlyList<CachedModule> Clear()
    {
        IReadOnlyList<CachedModule> modules = [.. List().Where(module => _folder.Remove(module.Name))];
        foreach ((string name, _) in Files(FileNote.Ending))
            _folder.Remove(name);
        return modules;
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>Opens a compiled module, and notes that it was used; null where there is none that can be trusted.</summary>
    /// <param name="name">The name of its file.</param>
    /// <param name="status">What the system says of the file.</param>
    /// <param name="reason">Why the one that is there cannot be trusted.</param>
    internal SafeFileHandle? Find(string name, out FileStatus status, out string? reason)
    {
        SafeFileHandle? file = _folder.OpenFile(name, out status, out reason);
        if (file is not null)
        {
            using SafeFileHandle? note = _folder.OpenFile(FileNote.NameFor(status), out _, out _);
            if (note is not null)
                PrivateFolder.Touch(note);
        }
        return file;
    }

    /// <summary>Starts a compiled module; it appears when it is committed.</summary>
    internal OutputFile Write(string name) => _folder.Write(name);

    /// <summary>Removes a compiled module that turned out to be damaged.</summary>
    internal void Remove(string name) => _folder.Remove(name);

    /// <summary>Removes what was not used longest, where all take more than they may.</summary>
    internal void KeepLimit()
    {
        long bytes = 0;
        foreach ((_, FileStatus status) in Files(Ending))
            bytes += status.Length;
        if (bytes > Limit)
            Prune(Limit);
    }

    /// <summary>The path of a file in the cache, for messages.</summary>
    internal string PathOf(string name) => _folder.PathOf(name);

    /// <summary>Finds the hash of a file, where the file is as it was when the hash was noted.</summary>
    internal bool TryGetHash(in FileStatus file, out ContentHash hash)
    {
        FileNote? note = ReadNote(FileNote.NameFor(file));
        hash = note?.Hash ?? default;
        return note is { } found && found.IsOf(file);
    }

    /// <summary>Notes the hash of a file, unless the file changed so recently that it could change again unseen.</summary>
    /// <param name="source">The file, the same before and after it was read.</param>
    /// <param name="hash">The hash of its content.</param>
    /// <param name="path">Its path.</param>
    internal void NoteHash(in FileStatus source, ContentHash hash, string path)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;
        if (Math.Max(source.Modified, source.Changed) > now - FileNote.Unsettled)
            return;
        FileNote note = new(source.Length, source.Modified, source.Changed, hash, Path.GetFullPath(path));
        using OutputFile file = _folder.Write(FileNote.NameFor(source));
        file.Write(Encoding.UTF8.GetBytes(note.ToString()));
        file.Commit();
    }

    FileNote? ReadNote(string name)
    {
        using SafeFileHandle? file = _folder.OpenFile(name, out FileStatus status, out _);
        if (file is null || status.Length > LongestNote)
            return null;
        byte[] bytes = new byte[status.Length];
        int read = RandomAccess.Read(file, bytes, 0);
        return FileNote.Parse(Encoding.UTF8.GetString(bytes, 0, read));
    }

    /// <summary>By hash of a module: the path of its file. One is enough; there may be copies.</summary>
    Dictionary<string, string> ReadSources()
    {
        Dictionary<string, string> sources = [];
        foreach ((string name, _) in Files(FileNote.Ending))
        {
            if (ReadNote(name) is { } note)
                sources[note.Hash.ToString()] = note.Path;
        }
        return sources;
    }

    /// <summary>Removes the notes of files whose compiled modules are not there any more: they lead nowhere.</summary>
    void RemoveNotes()
    {
        HashSet<string> hashes = [.. Files(Ending).Select(file => ModuleKey.HashIn(file.Name))];
        foreach ((string name, _) in Files(FileNote.Ending))
        {
            bool known = ReadNote(name) is { } note
                && (hashes.Contains(note.Hash.ToString()) || Path.GetDirectoryName(note.Path) == Folder && File.Exists(note.Path));
            if (!known)
                _folder.Remove(name);
        }
    }

    IEnumerable<(string Name, FileStatus Status)> Files(string ending)
    {
        foreach (string path in Directory.EnumerateFiles(Folder, $"*{ending}"))
        {
            if (FileStatus.Of(path, followLinks: false) is { IsFile: true } status)
                yield return (Path.GetFileName(path), status);
        }
    }

    FileStream? TryLock()
    {
        try
        {
            return new FileStream(_folder.PathOf(LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException)
        {
            return null; // another process holds it and does the same work
        }
    }
}
