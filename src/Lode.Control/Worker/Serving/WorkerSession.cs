using System.Runtime.InteropServices;
using Lode.Memory;

namespace Lode.Control;

/// <summary>One client of a worker, from its first message to its last.</summary>
sealed class WorkerSession(WorkerServerOptions options, WorkerPrograms programs, WorkerPaths paths, LocalSocket socket)
{
    const long MostBytes = 1L << 38;
    static readonly TimeSpan s_greeting = TimeSpan.FromSeconds(10);
    readonly WorkerSender _sender = new(socket);

    /// <summary>Ends it from another thread.</summary>
    public void End() => socket.Shutdown();

    /// <summary>Serves the client until it goes. Nothing that it does gets out of here.</summary>
    public void Run()
    {
        try
        {
            using (socket)
                Serve();
        }
        catch (LocalSocketClosedException)
        {
            // It is gone, and what it had too.
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            options.Warning?.Invoke($"client {socket.PeerProcess}: {error.Message}");
        }
    }

    void Serve()
    {
        byte[] buffer = new byte[WorkerProtocol.MessageBytes];
        ControlMemory? memory = null;
        try
        {
            memory = Greet(buffer);
            WorkerDesk desk = new(options, programs, paths, memory, _sender);
            WorkerExecutor executor = new(memory, _sender, desk);
            Exception? failure = null;
            Thread thread = new(() =>
            {
                try
                {
                    executor.Run();
                }
                catch (Exception error) when (error is not OutOfMemoryException)
                {
                    failure = error;
                }
                finally
                {
                    SayGoodbye(failure);
                    socket.Shutdown();
                }
            })
            {
                IsBackground = true,
                Name = $"lode client {socket.PeerProcess}",
            };
            thread.Start();
            try
            {
                while (!executor.IsClosed)
                    executor.Add(Receive(buffer, Timeout.InfiniteTimeSpan));
            }
            catch (LocalSocketClosedException)
            {
                // By the client, or by the other thread because of what it will have told.
            }
            catch (WorkerProtocolException error)
            {
                failure = error; // the other thread says it, once its call is over
            }
            finally
            {
                executor.Close();
                thread.Join();
            }
            if (failure is not null and not LocalSocketClosedException)
                throw new WorkerProtocolException(failure.Message);
        }
        catch (WorkerProtocolException error) when (memory is null)
        {
            SayGoodbye(error);
            throw;
        }
        finally
        {
            memory?.Dispose();
        }
    }

    ControlMemory Greet(byte[] buffer)
    {
        WorkerMessage message = Receive(buffer, s_greeting);
        message.CloseFiles();
        WorkerHeader header = message.Header;
        if (header.Kind != WorkerKind.Hello)
            throw new WorkerProtocolException($"expected a hello first, found a message of kind {(uint)header.Kind}");
        ControlLayout layout;
        try
        {
            layout = new(Clamp(header.A), Clamp(header.B), Clamp(header.C));
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new WorkerProtocolException(
                $"vocabulary {header.A}, token capacity {header.B}, {header.C} slots: {error.ParamName} is out of its range");
        }
        if (layout.Length > MostBytes)
            throw new WorkerProtocolException($"{header.C} slots need {layout.Length:N0} bytes; ask for fewer");
        if (layout.Vocabulary < options.Tokenizer.VocabularySize)
        {
            throw new WorkerProtocolException(
                $"expected a vocabulary of at least the {options.Tokenizer.VocabularySize} tokens of the worker's tokenizer, found {layout.Vocabulary}");
        }
        ControlMemory memory = new(layout);
        new ControlLines(memory).Header = new HeaderLine
        {
            Magic = WorkerProtocol.MemoryMagic,
            Version = WorkerProtocol.Version,
            Vocabulary = (uint)layout.Vocabulary,
            TokenCapacity = (uint)layout.TokenCapacity,
            Slots = (uint)layout.Slots,
            Process = (uint)Environment.ProcessId,
            FirstSlot = (ulong)layout.FirstSlot,
            SlotBytes = (ulong)layout.SlotBytes,
        };
        ReadOnlySpan<ulong> places =
        [
            (ulong)layout.Length, (ulong)layout.FirstSlot, (ulong)layout.SlotBytes,
            (ulong)layout.Mask, (ulong)layout.Bias, (ulong)layout.Logits, (ulong)layout.Tokens,
        ];
        WorkerHeader answer = new()
        {
            A = (ulong)options.Tokenizer.VocabularySize,
            B = (ulong)(long)(options.Tokenizer.BeginOfText ?? -1),
            C = (ulong)(long)(options.Tokenizer.EndOfText ?? -1),
            D = (ulong)Environment.ProcessId,
        };
        try
        {
            _sender.Answer(header, answer, MemoryMarshal.AsBytes(places), memory.Shared.File);
            return memory;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    WorkerMessage Receive(byte[] buffer, TimeSpan timeout)
    {
        ReceivedMessage received;
        try
        {
            if (!socket.TryReceive(buffer, timeout, out received))
                throw new WorkerProtocolException($"expected a hello within {timeout.TotalSeconds:0} s, found nothing");
        }
        catch (IOException error) when (error is not LocalSocketClosedException)
        {
            throw new WorkerProtocolException(error.Message);
        }
        try
        {
            return WorkerMessage.Read(buffer.AsSpan(0, received.Length), received.Files);
        }
        catch
        {
            received.CloseFiles();
            throw;
        }
    }

    void SayGoodbye(Exception? error)
    {
        if (error is null or LocalSocketClosedException or TimeoutException)
            return;
        try
        {
            _sender.Tell(WorkerHeader.Of(WorkerKind.Goodbye), error.Message);
        }
        catch (Exception failure) when (failure is IOException or TimeoutException)
        {
            // It will find the connection closed.
        }
    }

    static int Clamp(ulong value) => (int)Math.Min(value, int.MaxValue);
}
