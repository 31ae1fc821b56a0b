using Lode.Formats;
using Lode.Memory;

namespace Lode.Weights.Checking;

/// <summary>Reads a model from end to end and says what is wrong with it.</summary>
/// <remarks>
/// Structure: everything that opening checks. Values: that all are finite, of quantised tensors that the scales and minima of all blocks
/// are (their codes cannot be wrong). Files: their SHA-256. The files are mapped and read once, in order, so that memory of its own stays
/// small however large the model is; one thread computes the hash, which sets the pace, the others check what it reads.
/// </remarks>
public static class ModelVerifier
{
    /// <summary>Verifies a model.</summary>
    /// <param name="path">As <see cref="TensorContainer.Open"/> takes it.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Looked at every few milliseconds of work.</param>
    /// <returns>What was found; a file with a broken structure is one fault.</returns>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="IOException">A file cannot be mapped.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Verification Verify(string path, CheckOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new CheckOptions();
        TensorContainer container;
        try
        {
            container = TensorContainer.Open(path);
        }
        catch (ModelFormatException error)
        {
            using MappedFile file = MappedFile.Open(error.File);
            VerifiedFile read = new VerifyPass([], [file], options, cancellationToken).Run()[0];
            string start = $"{error.File}: ";
            string message = error.Message.StartsWith(start, StringComparison.Ordinal) ? error.Message[start.Length..] : error.Message;
            return new Verification { Files = [read], Faults = [new ModelFault(error.File, null, error.Offset, message)] };
        }
        using (container)
        {
            VerifyPass pass = new(container.Tensors, container.Files, options, cancellationToken);
            IReadOnlyList<VerifiedFile> files = pass.Run();
            return new Verification
            {
                Format = container.Format,
                Files = files,
                Tensors = container.Tensors.Count,
                TensorBytes = container.Tensors.Sum(tensor => tensor.ByteLength),
                Faults = pass.Faults(),
            };
        }
    }
}
