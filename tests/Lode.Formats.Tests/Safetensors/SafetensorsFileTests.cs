namespace Lode.Formats.Tests;

public sealed class SafetensorsFileTests : IDisposable
{
    readonly TempFolder _folder = new();

    [Fact]
    public void Tensors_come_in_the_order_of_their_bytes()
    {
        using SafetensorsFile file = SafetensorsFile.Open(_folder.Write("sample.safetensors", SafetensorsBytes.Sample()));
        file.Tensors.Select(tensor => tensor.ToString()).ShouldBe(
        [
            "héllo F32 [3, 2]", "reordered I32 []", "empty F64 [5, 0, 7]", "late.weight BF16 [2, 3]", "nibbles F4 [2, 3]", "flags BOOL [1]",
        ]);
        file.Tensors.Select(tensor => tensor.ByteLength).ShouldBe([24, 4, 0, 12, 3, 1]);
        file.Tensors.Select(tensor => tensor.ElementCount).ShouldBe([6, 1, 0, 6, 6, 1]);
        file.Tensors.Select(tensor => tensor.Offset - file.DataOffset).ShouldBe([0, 24, 28, 28, 40, 43]);
        file.Metadata.ShouldBe([new("format", "pt"), new("a \"quoted\" key", "é\n")]);
    }

    [Fact]
    public void Views_are_the_bytes_of_the_file()
    {
        byte[] bytes = SafetensorsBytes.Sample();
        using SafetensorsFile file = SafetensorsFile.Open(_folder.Write("sample.safetensors", bytes));
        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            using Memory.MappedView view = tensor.View();
            view.Span(0, (int)view.Length).SequenceEqual(bytes.AsSpan((int)tensor.Offset, (int)tensor.ByteLength)).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_file_may_have_no_tensors()
    {
        using SafetensorsFile file = SafetensorsFile.Open(_folder.Write("none.safetensors", SafetensorsBytes.File("{}")));
        file.Tensors.ShouldBeEmpty();
        file.Metadata.ShouldBeEmpty();
        SafetensorsExercise.Read(file.File.Path).ShouldBeTrue();
    }

    [Fact]
    public void A_closed_file_gives_no_lease()
    {
        SafetensorsFile file = SafetensorsFile.Open(_folder.Write("sample.safetensors", SafetensorsBytes.Sample()));
        file.Dispose();
        Should.Throw<ObjectDisposedException>(() => file.Tensors[0].View());
        Should.Throw<ObjectDisposedException>(() => file.Header());
    }

    [Fact]
    public void The_advice_about_missing_bytes_is_to_get_the_file_again()
    {
        byte[] bytes = SafetensorsBytes.Sample();
        string path = _folder.Write("short.safetensors", bytes[..^1]);
        SafetensorsExercise.Refused(path).Message.ShouldEndWith(
            "expected 44 bytes of tensors behind the header, found 43; the file is damaged or its download is incomplete; get it again");
    }

    [Fact]
    public void Every_type_has_its_name_and_size()
    {
        (string Name, int Bits)[] types =
        [
            ("BOOL", 8), ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6), ("U8", 8), ("I8", 8), ("F8_E5M2", 8), ("F8_E4M3", 8), ("F8_E8M0", 8),
            ("F8_E4M3FNUZ", 8), ("F8_E5M2FNUZ", 8), ("I16", 16), ("U16", 16), ("F16", 16), ("BF16", 16), ("I32", 32), ("U32", 32),
            ("F32", 32), ("C64", 64), ("F64", 64), ("I64", 64), ("U64", 64),
        ];
        Enum.GetValues<SafetensorsType>().Select(type => (SafetensorsTypes.Name(type), SafetensorsTypes.Bits(type))).ShouldBe(types);
        foreach ((string name, int bits) in types)
        {
            string header = $"{{{SafetensorsBytes.Entry("t", name, "[4,2]", $"[0,{bits}]")}}}";
            SafetensorsExercise.Read(_folder.Write("type.safetensors", SafetensorsBytes.File(header, bits))).ShouldBeTrue(name);
        }
        Should.Throw<ArgumentOutOfRangeException>(() => SafetensorsTypes.Bits((SafetensorsType)99));
    }

    [Fact]
    public void A_truncated_file_is_refused_wherever_it_ends()
    {
        byte[] bytes = SafetensorsBytes.Sample();
        for (int length = 0; length < bytes.Length; length++)
            SafetensorsExercise.Read(_folder.Write("cut.safetensors", bytes[..length])).ShouldBeFalse($"{length} bytes");
        SafetensorsExercise.Read(_folder.Write("whole.safetensors", bytes)).ShouldBeTrue();
    }

    public void Dispose() => _folder.Dispose();
}
