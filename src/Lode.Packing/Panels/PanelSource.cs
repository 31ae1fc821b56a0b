using System.Buffers;
using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Panels;
using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>A matrix that lies in rows or in panels, read as the other of the two. Nothing but the order of bytes changes.</summary>
/// <param name="source">The matrix as it is stored.</param>
/// <param name="target">The type as which it is read: the same elements, one of the two in panels.</param>
/// <param name="columns">Elements of a row.</param>
sealed class PanelSource(TensorSource source, GgmlType target, long columns) : TensorSource(source.Path, target)
{
    /// <summary>The largest panel that is re-laid in memory; matrices with longer rows stay as they are.</summary>
    public const long MaxPanelBytes = 16 << 20;

    readonly TensorFormat _format = (TensorFormat)GgmlTypes.OfElements(target);
    readonly int _panelBytes = (int)PanelLayout.PanelBytes((TensorFormat)GgmlTypes.OfElements(target), columns);
    readonly bool _packs = GgmlTypes.IsPanels(target);

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> target)
    {
        byte[] stored = ArrayPool<byte>.Shared.Rent(_panelBytes);
        byte[] laid = ArrayPool<byte>.Shared.Rent(_panelBytes);
        try
        {
            while (!target.IsEmpty)
            {
                (long panel, long within) = Math.DivRem(offset, _panelBytes);
                int length = (int)Math.Min(_panelBytes - within, target.Length);
                source.Read(panel * _panelBytes, stored.AsSpan(0, _panelBytes));
                if (_packs)
                    PanelPacker.Pack(_format, stored.AsSpan(0, _panelBytes), columns, laid.AsSpan(0, _panelBytes));
                else
                    PanelPacker.Unpack(_format, stored.AsSpan(0, _panelBytes), columns, laid.AsSpan(0, _panelBytes));
                laid.AsSpan((int)within, length).CopyTo(target);
                target = target[length..];
                offset += length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
            ArrayPool<byte>.Shared.Return(laid);
        }
    }
}
