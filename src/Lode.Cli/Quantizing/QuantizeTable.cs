using System.Globalization;
using System.Text;
using Lode.Cli.Showing;
using Lode.Usage;

namespace Lode.Cli.Quantizing;

/// <summary>A <see cref="QuantizeReport"/> as text.</summary>
static class QuantizeTable
{
    const int TypeWidth = 8;
    const int NumberWidth = 12;

    /// <summary>For example <c>model-q8.gguf: Q8_0, 1.1 GiB of 2.0 GiB (53 %), 8.50 bits per parameter, 4.21 s</c>.</summary>
    public static string Summary(QuantizeReport report)
    {
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{report.File}: {report.Type ?? "types kept"}, {UsageFormat.Bytes(report.TensorBytes)} of {UsageFormat.Bytes(report.SourceBytes)} ({UsageFormat.Percent(report.TensorBytes, report.SourceBytes)}), {report.BitsPerParameter:F2} bits per parameter, {UsageFormat.Duration(report.ElapsedUs)}");
        if (report.RelativeRmsError is double error)
            text += string.Create(CultureInfo.InvariantCulture, $", relative error {error:F5}");
        return text + "\n" + Fallbacks(report.Fallbacks);
    }

    /// <summary>A line per tensor and one for all.</summary>
    public static string Write(QuantizeReport report)
    {
        IReadOnlyList<TensorReport> tensors = report.Tensors ?? [];
        int name = Math.Max("tensor".Length, tensors.Select(tensor => Printable.Escape(tensor.Name).Length).DefaultIfEmpty().Max());
        StringBuilder table = new();
        Line("tensor", "from", "to", "bytes", "RMS error", "relative", "largest", "");
        foreach (TensorReport tensor in tensors)
        {
            Line(Printable.Escape(tensor.Name), tensor.SourceType, tensor.Type, UsageFormat.Count(tensor.Bytes), Error(tensor.RmsError),
                Error(tensor.RelativeRmsError), Error(tensor.LargestError), tensor.WantedType is null ? "" : $"  not {tensor.WantedType}: rows of {tensor.Shape[0]}");
        }
        Line("all", "", "", UsageFormat.Count(report.TensorBytes), Error(report.RmsError ?? 0), Error(report.RelativeRmsError ?? 0), Error(report.LargestError ?? 0), "");
        return table.ToString();

        void Line(string first, string from, string to, string bytes, string rms, string relative, string largest, string note) =>
            table.Append($"{first.PadRight(name + 2)}{from.PadRight(TypeWidth)}{to.PadRight(TypeWidth)}{bytes.PadLeft(16)}{rms.PadLeft(NumberWidth)}{relative.PadLeft(NumberWidth)}{largest.PadLeft(NumberWidth)}{note}".TrimEnd()).Append('\n');
    }

    static string Fallbacks(int count) => count switch
    {
        0 => "",
        1 => "1 tensor has rows that are not whole blocks of its type and got another; --report names it\n",
        _ => $"{UsageFormat.Count(count)} tensors have rows that are not whole blocks of their type and got another; --report names them\n",
    };

    static string Error(double value) => value == 0 ? "0" : value.ToString("E3", CultureInfo.InvariantCulture);
}
