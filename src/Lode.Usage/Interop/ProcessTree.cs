using System.Buffers.Text;
using System.Globalization;

namespace Lode.Usage.Interop;

/// <summary>The descendants of processes, from <c>/proc/PID/task/TID/children</c>.</summary>
/// <remarks>Source of the format: <c>proc_pid_task_children(5)</c>.</remarks>
static class ProcessTree
{
    const int ListBytes = 32 * 1024;

    /// <summary>Adds a process and all its descendants.</summary>
    public static void Collect(int process, List<int> found)
    {
        if (found.Contains(process))
            return;
        found.Add(process);
        foreach (int child in Children(process))
            Collect(child, found);
    }

    /// <summary>Stops a process and all its descendants, parents first, and adds them.</summary>
    public static void Freeze(int process, List<int> found)
    {
        if (found.Contains(process))
            return;
        found.Add(process);
        _ = ProcessCalls.Kill(process, Signals.Stop);
        foreach (int child in Children(process))
            Freeze(child, found);
    }

    /// <summary>The children of one thread of a process.</summary>
    public static List<int> Children(int process, int thread)
    {
        List<int> children = [];
        Span<byte> buffer = stackalloc byte[ListBytes];
        ReadOnlySpan<byte> text = ProcFile.Read(process, System.Text.Encoding.ASCII.GetBytes($"task/{thread}/children"), buffer);
        while (Utf8Parser.TryParse(text, out int child, out int digits))
        {
            children.Add(child);
            text = text[digits..].TrimStart((byte)' ');
        }
        return children;
    }

    static List<int> Children(int process)
    {
        List<int> children = [];
        try
        {
            foreach (string task in Directory.EnumerateDirectories($"/proc/{process}/task"))
                children.AddRange(Children(process, int.Parse(Path.GetFileName(task.AsSpan()), CultureInfo.InvariantCulture)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The process ended, or is another user's: there is nothing more to find below it.
        }
        return children;
    }
}
