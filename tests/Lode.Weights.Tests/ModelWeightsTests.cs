using System.Runtime.InteropServices;
using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Matrix;

namespace Lode.Weights.Tests;

public sealed unsafe class ModelWeightsTests : IDisposable
{
    readonly string _path = Path.Combine(Path.GetTempPath(), $"lode-test-{Guid.NewGuid():N}.gguf");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Matrices_vectors_and_stacks_are_views_of_the_stored_values()
    {
        Write(("m", GgmlType.F32, [3, 2]), ("v", GgmlType.F32, [4]), ("s", GgmlType.F32, [2, 2, 3]));
        using ModelWeights weights = ModelWeights.Open(_path);
        MatrixView m = weights.Matrix("m", 2, 3);
        ((float*)m.Data)[5].ShouldBe(5);
        weights.Vector("v", 4)[3].ShouldBe(3);
        MatrixView[] stack = weights.Stack("s", 3, 2, 2);
        stack.Length.ShouldBe(3);
        ((float*)stack[2].Data)[0].ShouldBe(8);
        weights.CheckAllUsed("test");
    }

    [Fact]
    public void A_vector_of_another_type_is_decoded_once()
    {
        Write(("v", GgmlType.F16, [4]));
        using ModelWeights weights = ModelWeights.Open(_path);
        new ReadOnlySpan<float>(weights.Vector("v", 4), 4).ToArray().ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public void A_missing_tensor_is_an_error_unless_it_is_optional()
    {
        Write(("m", GgmlType.F32, [3, 2]));
        using ModelWeights weights = ModelWeights.Open(_path);
        weights.OptionalMatrix("n", 2, 3).IsPresent.ShouldBeFalse();
        (weights.Vector("n", 2, optional: true) == null).ShouldBeTrue();
        ModelFormatException error = Should.Throw<ModelFormatException>(() => weights.Matrix("n", 2, 3));
        error.Message.ShouldContain("'n'");
        error.Message.ShouldContain(_path);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(2, 2)]
    [InlineData(2, 6)]
    public void Another_shape_is_an_error_that_names_both(int rows, int columns)
    {
        Write(("m", GgmlType.F32, [3, 2]));
        using ModelWeights weights = ModelWeights.Open(_path);
        string message = Should.Throw<ModelFormatException>(() => weights.Matrix("m", rows, columns)).Message;
        message.ShouldContain($"[{columns}, {rows}");
        message.ShouldContain("[3, 2]");
    }

    [Fact]
    public void A_type_that_cannot_be_computed_with_is_refused_by_name_with_the_list_of_those_that_can()
    {
        Write(("m", GgmlType.IQ2_XXS, [256, 2]));
        using ModelWeights weights = ModelWeights.Open(_path);
        string message = Should.Throw<ModelFormatException>(() => weights.Matrix("m", 2, 256)).Message;
        message.ShouldContain("IQ2_XXS");
        foreach (TensorFormat format in TensorFormats.All)
            message.ShouldContain(format.ToString());
    }

    [Fact]
    public void A_tensor_that_nothing_asked_for_is_refused_unless_ignored()
    {
        Write(("m", GgmlType.F32, [3, 2]), ("odd", GgmlType.F32, [1]));
        using ModelWeights weights = ModelWeights.Open(_path);
        weights.Matrix("m", 2, 3);
        Should.Throw<ModelFormatException>(() => weights.CheckAllUsed("test")).Message.ShouldContain("'odd'");
        weights.Ignore("odd");
        weights.CheckAllUsed("test");
    }

    [Fact]
    public void Opening_what_is_no_model_gives_the_file_back()
    {
        File.WriteAllText(_path, "not a model");
        Should.Throw<ModelFormatException>(() => ModelWeights.Open(_path));
        File.Delete(_path); // not held open
        Should.Throw<FileNotFoundException>(() => ModelWeights.Open(_path));
    }

    void Write(params (string Name, GgmlType Type, long[] Shape)[] tensors)
    {
        using FileStream stream = File.Create(_path);
        using GgufWriter writer = new(stream);
        foreach ((string name, GgmlType type, long[] shape) in tensors)
            writer.AddTensor(name, type, shape);
        foreach ((_, GgmlType type, long[] shape) in tensors)
        {
            int count = (int)shape.Aggregate(1L, (a, b) => a * b);
            float[] values = [.. Enumerable.Range(0, count).Select(i => (float)i)];
            writer.WriteTensor(type switch
            {
                GgmlType.F32 => MemoryMarshal.AsBytes<float>(values),
                GgmlType.F16 => MemoryMarshal.AsBytes<Half>((Half[])[.. values.Select(v => (Half)v)]),
                _ => new byte[GgmlTypes.ByteLength(type, count)],
            });
        }
        writer.Complete();
    }
}
