using Lode.Cli.Errors;
using Lode.Cli.Streams;

namespace Lode.Cli.Tokenizing;

/// <summary>A file or standard input.</summary>
sealed class InputSource : IDisposable
{
    /// <summary>What standard input is called on the command line.</summary>
    public const string StandardInput = "-";

    readonly Stream _stream;

    InputSource(string name, Stream stream)
    {
        Name = name;
        _stream = stream;
    }

    /// <summary>What to call it.</summary>
    public string Name { get; }

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <exception cref="CommandException">The file cannot be opened.</exception>
    public static InputSource Open(string path)
    {
        if (path == StandardInput)
            return new("standard input", Console.OpenStandardInput());
        if (Directory.Exists(path))
            throw new CommandException($"{path} is a folder, not a file");
        try
        {
            return new(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"cannot read the input: {error.Message}", error);
        }
    }

    /// <summary>Bytes of all files; 0 where one is no plain file.</summary>
    public static long TotalLength(IEnumerable<string> paths)
    {
        long total = 0;
        foreach (string path in paths)
        {
            if (path == StandardInput || !File.Exists(path))
                return 0;
            total += new FileInfo(path).Length;
        }
        return total;
    }

    /// <returns>The bytes read; 0 at the end.</returns>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public int Read(Span<byte> buffer, Interruption interruption)
    {
        try
        {
            // A reader that waits for input looks at no request: Ctrl-C ends it.
            interruption.EndsProcess = true;
            int read = interruption.IsRequested ? 0 : _stream.Read(buffer);
            Position += read;
            return read;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"cannot read {Name}: {error.Message}", error);
        }
        finally
        {
            interruption.EndsProcess = false;
        }
    }

    public void Dispose() => _stream.Dispose();
}
