using System.Runtime.InteropServices;
using System.Text;
using Lode.Cli.Errors;
using Lode.Cli.Interop;

namespace Lode.Cli.Loading;

/// <summary>Writes a file into a named pipe, for a process that shall get a model that way.</summary>
sealed class PipeFeeder : IDisposable
{
    const int BufferBytes = 1 << 20;
    readonly Thread _thread;
    volatile bool _opened;

    /// <param name="file">The file.</param>
    /// <param name="pipe">Where the pipe is made.</param>
    /// <exception cref="CommandException">It cannot be made.</exception>
    public PipeFeeder(string file, string pipe)
    {
        Pipe = pipe;
        if (UnixCalls.MakePipe(Encoding.UTF8.GetBytes(pipe + "\0"), UnixCalls.OwnerOnly) != 0)
            throw new CommandException($"cannot make the pipe {pipe}: {Marshal.GetLastPInvokeErrorMessage()}");
        _thread = new Thread(() => Feed(file)) { IsBackground = true, Name = "pipe feeder" };
        _thread.Start();
    }

    /// <summary>The pipe's path.</summary>
    public string Pipe { get; }

    /// <summary>Stops, also where nobody ever opened the pipe.</summary>
    public void Dispose()
    {
        // Opening both ends waits for nobody, and is what a writer may still be waiting for; closing them is an end for it.
        using (new FileStream(Pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0))
        {
            while (!_opened && !_thread.Join(1))
            {
            }
        }
        _thread.Join();
        File.Delete(Pipe);
    }

    void Feed(string file)
    {
        try
        {
            using FileStream target = new(Pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            _opened = true;
            using FileStream source = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            source.CopyTo(target, BufferBytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The reader stopped, and says itself why; or the file cannot be read, and the reader finds that its source ended.
        }
    }
}
