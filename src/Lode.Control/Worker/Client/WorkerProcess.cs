using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Lode.Memory;

namespace Lode.Control;

/// <summary>A worker of our own. It ends when this process does, however that ends: its standard input is a pipe that we hold.</summary>
sealed class WorkerProcess : IDisposable
{
    const int MostText = 4096;
    static readonly TimeSpan s_startTime = TimeSpan.FromSeconds(60);
    static readonly TimeSpan s_endTime = TimeSpan.FromSeconds(5);

    /// <summary>What is told of an end may wait for it as long.</summary>
    static readonly TimeSpan s_tellTime = TimeSpan.FromMilliseconds(700);
    readonly Process _process;
    readonly StringBuilder _errors = new();
    readonly int _id;

    WorkerProcess(Process process)
    {
        _process = process;
        _id = process.Id;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Starts a worker and connects to it. The socket is in a folder of its own, which is gone when this returns.</summary>
    /// <param name="name">The controller, for messages.</param>
    /// <param name="options">How.</param>
    /// <param name="socket">The connection.</param>
    /// <exception cref="ControllerException">It cannot be started, or ends at once; the message says what it said.</exception>
    public static WorkerProcess Start(string name, IsolationOptions options, out LocalSocket socket)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lode-worker-");
        try
        {
            string path = Path.Combine(folder.FullName, "socket");
            ProcessStartInfo start = new(options.Command[0])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (string word in (string[])[.. options.Command.Skip(1), "control", "serve", path, "--tokenizer", options.TokenizerPath,
                "--allow", "/", "--until-input-ends", "--json"])
            {
                start.ArgumentList.Add(word);
            }
            WorkerProcess worker;
            try
            {
                worker = new(Process.Start(start)!);
            }
            catch (Win32Exception error)
            {
                throw new ControllerException(ControllerFault.Worker, $"{name}: cannot start {options.Command[0]} to run it in: {error.Message}", error);
            }
            try
            {
                socket = worker.Connect(name, path);
                return worker;
            }
            catch
            {
                worker.Kill();
                worker.Dispose();
                throw;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It has ended.
        }
    }

    /// <summary>Says how it ended, after it is known that it did.</summary>
    public string Describe()
    {
        if (!_process.WaitForExit(s_tellTime))
            return $"the worker, process {_id}, closed the connection";
        string end = _process.ExitCode > 128 ? $"was ended by signal {_process.ExitCode - 128}" : $"ended with exit code {_process.ExitCode}";
        lock (_errors)
            return $"the worker, process {_id}, {end}{(_errors.Length > 0 ? $": {_errors}" : "")}";
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended.
        }
        if (!_process.WaitForExit(s_endTime))
        {
            Kill();
            _ = _process.WaitForExit(s_endTime);
        }
        _process.Dispose();
    }

    LocalSocket Connect(string name, string path)
    {
        Task<string?> ready = _process.StandardOutput.ReadLineAsync();
        bool answered = ready.Wait(s_startTime);
        if (answered && ready.Result is string line && !line.StartsWith("{\"error\"", StringComparison.Ordinal))
            return LocalSocket.Connect(path, s_endTime);
        throw new ControllerException(ControllerFault.Worker,
            $"{name}: {(answered ? Describe() : $"the worker was not ready after {s_startTime.TotalSeconds:0} s")}");
    }

    void Keep(string? line)
    {
        if (string.IsNullOrEmpty(line))
            return;
        lock (_errors)
        {
            _ = _errors.Append(_errors.Length > 0 ? "; " : "").Append(line);
            if (_errors.Length > MostText)
                _ = _errors.Remove(0, _errors.Length - MostText);
        }
    }
}
