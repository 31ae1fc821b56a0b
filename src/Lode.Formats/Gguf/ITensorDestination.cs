using Lode.Memory;

namespace Lode.Formats;

/// <summary>Takes tensors over as they come out of a stream: a device, or another place that is not this process's memory.</summary>
public interface ITensorDestination
{
    /// <summary>Takes a tensor, or leaves it with the model.</summary>
    /// <param name="tensor">The tensor, of which all bytes have come.</param>
    /// <param name="data">Its bytes, the first <see cref="GgufTensor.ByteLength"/> of the memory.</param>
    /// <returns>
    /// True where the tensor was taken: the memory is then the destination's, which disposes it when it has passed the bytes on, and
    /// nothing else refers to it. False where the tensor shall stay as it is without a destination.
    /// </returns>
    bool Take(GgufTensor tensor, PageMemory data);
}
