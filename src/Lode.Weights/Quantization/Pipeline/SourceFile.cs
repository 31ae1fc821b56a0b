using Lode.Formats;
using Microsoft.Win32.SafeHandles;

namespace Lode.Weights.Quantization;

/// <summary>A file whose tensors are read by position, not through a map.</summary>
/// <remarks>
/// Reading costs a copy, but a file that becomes shorter meanwhile is an error like others, where touching a map ends the process, and
/// what was read does not count as memory of this process.
/// </remarks>
public sealed class SourceFile : IDisposable
{
    readonly SafeFileHandle _handle;

    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public SourceFile(string path)
    {
        Path = path;
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
    }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>Reads a range; safe for several threads.</summary>
    /// <param name="offset">The first byte, from the start of the file.</param>
    /// <param name="target">Takes the bytes; all of it is filled.</param>
    /// <exception cref="ModelFormatException">The file ends before.</exception>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Read(long offset, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            int read;
            try
            {
                read = RandomAccess.Read(_handle, target, offset);
            }
            catch (IOException error)
            {
                throw new IOException($"cannot read {Path} at byte {offset}: {error.Message}", error);
            }
            if (read == 0)
            {
                throw new ModelFormatException(Path, offset, $"{target.Length} more bytes of a tensor", "the end of the file",
                    "it became shorter after it was opened; start again when nothing writes to it any more");
            }
            offset += read;
            target = target[read..];
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();
}
