using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Lode.Control;

/// <summary>What a client sent of a request that has not begun.</summary>
sealed class RequestParts(WorkerPaths paths) : IDisposable
{
    const int MostFiles = 256;
    const int MostArgument = 256 << 20;
    readonly MemoryStream _argument = new();
    readonly List<(string Name, string Source, bool IsRegion, SafeFileHandle? File)> _files = [];
    readonly List<string> _publishes = [];

    /// <exception cref="WorkerProtocolException">There is too much.</exception>
    public void Add(in WorkerMessage message)
    {
        switch (message.Header.Kind)
        {
            case WorkerKind.Argument:
                if (_argument.Length + message.Body.Length > MostArgument)
                    throw new WorkerProtocolException($"an argument has at most {MostArgument:N0} bytes; give larger things as files");
                _argument.Write(message.Body);
                return;
            case WorkerKind.Publish:
                if (_publishes.Count == MostFiles)
                    throw new WorkerProtocolException($"a request publishes at most {MostFiles} regions");
                _publishes.Add(message.Text);
                return;
            default:
                if (_files.Count == MostFiles)
                    throw new WorkerProtocolException($"a request has at most {MostFiles} files");
                if (message.Header.A > (ulong)message.Body.Length || message.Files.Count > 1)
                    throw new WorkerProtocolException("expected the length of a name inside the message, and one open file at most");
                string name = Encoding.UTF8.GetString(message.Body.AsSpan(0, (int)message.Header.A));
                string source = Encoding.UTF8.GetString(message.Body.AsSpan((int)message.Header.A));
                _files.Add((name, source, message.Header.B == 1, message.Files.Count == 1 ? message.Files[0] : null));
                return;
        }
    }

    /// <summary>Makes the options of a request, and begins anew.</summary>
    /// <param name="options">What is known already.</param>
    /// <param name="files">Files that have to stay open as long as the request goes on: the caller's.</param>
    /// <param name="shown">How files that came open are called: what stands in messages, and what people know.</param>
    /// <exception cref="IOException">A file may not be opened.</exception>
    public RequestOptions Take(RequestOptions options, out List<SafeFileHandle> files, out List<(string Path, string Name)> shown)
    {
        files = [];
        shown = [];
        List<ControlFile> list = [];
        foreach ((string name, string source, bool isRegion, SafeFileHandle? file) in _files)
        {
            if (file is not null)
            {
                string path = $"/proc/self/fd/{file.DangerousGetHandle()}";
                shown.Add((path, source.Length > 0 ? source : name));
                list.Add(new(name, path));
            }
            else
            {
                list.Add(new(name, isRegion ? source : paths.Check(source, $"a file or pipe to be given as {name}"), isRegion));
            }
        }
        files.AddRange(_files.Select(entry => entry.File).OfType<SafeFileHandle>());
        _files.Clear();
        RequestOptions made = options with { Argument = _argument.ToArray(), Files = list, Publishes = [.. _publishes] };
        Dispose();
        return made;
    }

    /// <summary>Forgets everything.</summary>
    public void Dispose()
    {
        foreach ((_, _, _, SafeFileHandle? file) in _files)
            file?.Dispose();
        _files.Clear();
        _argument.SetLength(0);
        _publishes.Clear();
    }
}
