using Lode.Kernels.Matrix;

namespace Lode.Kernels.Tests.Matrix;

public sealed class KernelPreparationTests
{
    [Fact]
    public void Every_format_is_prepared_once()
    {
        (TensorFormat, bool)[] all = [.. TensorFormats.All.SelectMany(format => new[] { (format, false), (format, true) })];
        Thread? thread = KernelPreparation.Start([.. all, ((TensorFormat)4711, true)]);
        thread.ShouldNotBeNull().Join(TimeSpan.FromMinutes(2)).ShouldBeTrue();
        KernelPreparation.Start(all).ShouldBeNull();
    }
}
