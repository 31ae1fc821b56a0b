namespace Lode.Formats.Tests;

/// <summary>The dearest files that the limits allow; sparse, so that they cost no disk.</summary>
[Collection(nameof(Alone))]
public sealed class WorstCaseTests : IDisposable
{
    const long Limit = GgufLimits.HeaderBytes;
    readonly TempFolder _folder = new();

    [Theory]
    [InlineData(GgufValueType.String, 8)] // empty strings are eight zeros each
    [InlineData(GgufValueType.Array, 12)] // empty arrays of UInt8 are twelve zeros each
    [InlineData(GgufValueType.Bool, 1)]
    [InlineData(GgufValueType.UInt64, 8)]
    public void A_header_full_of_one_array_is_cheap(GgufValueType element, int zerosPerElement)
    {
        byte[] start = GgufBytes.OneKey("k", GgufValueType.Array).ToArray();
        long count = (Limit - start.Length - 12) / zerosPerElement;
        string path = _folder.Write("full.gguf", GgufBytes.OneKey("k", GgufValueType.Array).Array(element, (ulong)count).ToArray());
        using (FileStream stream = File.OpenWrite(path))
            stream.SetLength(Limit);

        Cost.ShouldBeBounded(() =>
        {
            using GgufFile file = GgufFile.Open(path);
            file.Metadata.GetArray("k").Count.ShouldBe(count);
        });
    }

    [Fact]
    public void A_header_beyond_the_limit_is_refused()
    {
        string path = _folder.Write("long.gguf", GgufBytes.OneKey("k", GgufValueType.Array).Array(GgufValueType.UInt8, Limit).ToArray());
        using (FileStream stream = File.OpenWrite(path))
            stream.SetLength(2 * Limit);

        Cost.ShouldBeBounded(() =>
            Should.Throw<ModelFormatException>(() => GgufFile.Open(path)).Message.ShouldContain("larger than Lode accepts"));
    }

    [Fact]
    public void As_many_keys_and_tensors_as_are_allowed_are_cheap()
    {
        GgufBytes bytes = GgufBytes.Start(tensors: GgufLimits.Tensors, keys: GgufLimits.Keys);
        for (int i = 0; i < GgufLimits.Keys; i++)
            bytes.Key($"{i}".PadLeft(GgufLimits.KeyBytes, 'k'), GgufValueType.Bool).U8(1);
        // In falling order, so that looking for overlaps has to sort.
        for (int i = 0; i < GgufLimits.Tensors; i++)
        {
            string name = $"{i}".PadLeft(GgufLimits.TensorNameBytes, 't');
            bytes.Tensor(name, GgmlType.F32, (ulong)(GgufLimits.Tensors - 1 - i) * 32, 1, 1, 1, 1);
        }
        string path = _folder.Write("many.gguf", bytes.AlignTo(32).Zeros(GgufLimits.Tensors * 32).ToArray());

        Cost.ShouldBeBounded(() =>
        {
            using GgufModel model = GgufModel.Open(path);
            model.Tensors.Count.ShouldBe(GgufLimits.Tensors);
            model.Metadata.Keys.Count.ShouldBe(GgufLimits.Keys);
        });
    }

    public void Dispose() => _folder.Dispose();
}
