using Lode.Cli.Errors;
using Lode.Cli.Streams;
using Lode.Generation;
using Lode.Inference;
using Lode.Memory;
using Lode.Weights;

namespace Lode.Cli.Loading;

/// <summary>Opens the model of a command, with progress, and can be interrupted.</summary>
static class ModelOpening
{
    /// <exception cref="InterruptedException">Ctrl-C.</exception>
    /// <exception cref="CommandException">There is not enough memory.</exception>
    public static LanguageModel Open(string file, LoadOptions options, Interruption interruption, LoadingProgress progress) =>
        Open(file, options, interruption, progress, LanguageModel.Open);

    /// <summary>The same for work that needs no text, so that a model may have any vocabulary or none.</summary>
    /// <exception cref="InterruptedException">Ctrl-C.</exception>
    /// <exception cref="CommandException">There is not enough memory.</exception>
    public static Model OpenModel(string file, LoadOptions options, Interruption interruption, LoadingProgress progress) =>
        Open(file, options, interruption, progress, Model.Open);

    static T Open<T>(string file, LoadOptions options, Interruption interruption, LoadingProgress progress, Func<string, LoadOptions, T> open)
    {
        try
        {
            return open(file, options with { Progress = progress, CancellationToken = interruption.Token });
        }
        catch (OperationCanceledException)
        {
            progress.Stop();
            throw new InterruptedException();
        }
        catch (OutOfMemoryException error) when (options.Way is LoadWay.Read or LoadWay.Stream || InputStream.IsSequential(file))
        {
            progress.Stop();
            throw OutOfMemory(file, error);
        }
        catch
        {
            progress.Stop();
            throw;
        }
    }

    /// <summary>Says what to do about weights that do not fit.</summary>
    public static CommandException OutOfMemory(string file, OutOfMemoryException error) => new(
        $"not enough memory to hold the weights: {error.Message}; "
        + (InputStream.IsSequential(file) ? "save the model as a file, which can be mapped" : "map the file instead (--load map), which needs none"), error);
}
