using Lode.Memory;

namespace Lode.Control;

/// <summary>The regions that guests have published: those of this process by name, those of other processes by a folder.</summary>
static class PublishedRegions
{
    const int MostNameLength = 64;

    static readonly Lock s_gate = new();
    static readonly Dictionary<string, SharedMemory> s_regions = new(StringComparer.Ordinal);

    /// <summary>Whether a region may have a name: letters, digits, and within also dots, hyphens and underscores; at most 64.</summary>
    internal static bool IsName(string name)
    {
        if (name.Length is 0 or > MostNameLength || !char.IsAsciiLetterOrDigit(name[0]))
            return false;
        foreach (char character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('.' or '-' or '_'))
                return false;
        }
        return true;
    }

    /// <summary>Publishes memory, which is frozen and stays its owner's.</summary>
    /// <param name="name">A name that a region may have.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="folder">The folder in which other processes look; null for none.</param>
    /// <param name="problem">Why other processes cannot find it, where that is so.</param>
    /// <returns>False where a region of the name is there, in this process or another.</returns>
    internal static bool TryAdd(string name, SharedMemory memory, string? folder, out string? problem)
    {
        problem = null;
        lock (s_gate)
        {
            if (s_regions.ContainsKey(name))
                return false;
            try
            {
                if (folder is not null && !RegionFolder.TryAdd(folder, name, memory))
                    return false;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
            {
                problem = error.Message;
            }
            s_regions.Add(name, memory);
            return true;
        }
    }

    /// <summary>Withdraws a region; whoever has it mapped keeps it.</summary>
    internal static void Remove(string name, SharedMemory memory, string? folder)
    {
        lock (s_gate)
        {
            if (s_regions.GetValueOrDefault(name) != memory)
                return;
            s_regions.Remove(name);
            if (folder is not null)
                RegionFolder.Remove(folder, name, memory);
        }
    }

    /// <summary>Opens a region, which the caller disposes; null where there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="folder">Where other processes' are looked for; null for nowhere.</param>
    /// <param name="reason">Why what is there cannot be used; null where nothing is.</param>
    internal static SharedMemory? Open(string name, string? folder, out string? reason)
    {
        reason = null;
        if (!IsName(name))
            return null;
        lock (s_gate)
        {
            if (s_regions.TryGetValue(name, out SharedMemory? memory))
                return SharedMemory.Open(Environment.ProcessId, (int)memory.File.DangerousGetHandle());
        }
        return folder is null ? null : RegionFolder.Open(folder, name, out reason);
    }

    /// <summary>How many bytes a region has; 0 where there is none.</summary>
    internal static long FindLength(string name, string? folder)
    {
        using SharedMemory? memory = Open(name, folder, out _);
        return memory?.Length ?? 0;
    }
}
