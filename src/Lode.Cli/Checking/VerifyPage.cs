using System.Globalization;
using System.Text;
using Lode.Cli.Showing;
using Lode.Usage;
using Lode.Weights.Checking;

namespace Lode.Cli.Checking;

/// <summary>A <see cref="VerifyReport"/> as text: what was read, what is wrong, and the verdict as the last line.</summary>
static class VerifyPage
{
    public static string Write(VerifyReport report)
    {
        StringBuilder page = new();
        string content = report.Format is null
            ? "not readable"
            : $"{report.Format}, {UsageFormat.Count(report.Tensors)} tensors of {UsageFormat.Bytes(report.TensorBytes)}";
        page.Append(CultureInfo.InvariantCulture, $"{report.Model}: {content}, read in {UsageFormat.Duration(report.ElapsedUs)}\n");
        foreach (VerifiedFile file in report.Files)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"  {(file.Sha256 is null ? "" : $"sha256 {file.Sha256}  ")}{Printable.Escape(file.Path)}  {UsageFormat.Count(file.Length)} bytes\n");
        }
        foreach (ModelFault fault in report.Faults)
            page.Append("  fault: ").Append(Line(fault)).Append('\n');
        return page.Append(Verdict(report)).Append('\n').ToString();
    }

    /// <summary>For example <c>2 faults in 2 tensors of model.gguf</c>.</summary>
    public static string Summary(VerifyReport report)
    {
        int tensors = report.Faults.Count(fault => fault.Tensor is not null);
        return tensors == 0
            ? $"{Printable.Escape(report.Model)} is not a model that can be read"
            : $"{UsageFormat.Count(tensors)} of {UsageFormat.Count(report.Tensors)} tensors of {Printable.Escape(report.Model)} hold values that are infinite or NaN";
    }

    static string Line(ModelFault fault)
    {
        string tensor = fault.Tensor is null ? "" : $"tensor '{Printable.Escape(fault.Tensor)}': byte {fault.Offset}: ";
        return $"{Printable.Escape(fault.Path)}: {tensor}{Printable.Escape(fault.Message)}";
    }

    static string Verdict(VerifyReport report) => report.Faults.Count == 0
        ? "good: the structure holds, all values and block scales are finite"
        : $"bad: {UsageFormat.Count(report.Faults.Count)} {(report.Faults.Count == 1 ? "fault" : "faults")}";
}
