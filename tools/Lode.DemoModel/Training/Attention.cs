using System.Runtime.InteropServices;
using Lode.DemoModel.Kernels;

namespace Lode.DemoModel.Training;

/// <summary>Causal grouped-query attention within each document of a row, in blocks of 32 positions that stop at the diagonal.</summary>
static unsafe class Attention
{
    const int Block = 32, HeadWidth = Rope.HeadWidth;

    static readonly float s_scale = 1 / MathF.Sqrt(HeadWidth);

    /// <summary>From the layer's queries, keys and values to its heads' results.</summary>
    public static void Forward(Shape shape, Row row, LayerState state, Workspace space)
    {
        int rows = row.Tokens.Length, stride = shape.QueryKeyValue, scoreStride = Workspace.ScoreStride(shape);
        for (int group = 0; group < shape.KeyHeads; group++)
        {
            float* keys = state.QueryKeyValue + (shape.Heads + group) * HeadWidth, values = keys + shape.KeyHeads * HeadWidth;
            Packing.TransposedPanels(keys, stride, HeadWidth, rows, space.Keys);
            Packing.Panels(values, stride, rows, HeadWidth, space.Values);
            for (int head = group * shape.Heads / shape.KeyHeads; head < (group + 1) * shape.Heads / shape.KeyHeads; head++)
            {
                for (int block = 0; block < rows; block += Block)
                {
                    int from = FirstColumn(row, block), columns = block + Block - from;
                    float* scores = state.Probabilities + (head * shape.Context + block) * scoreStride + from;
                    Left queries = Left.Rows(state.QueryKeyValue + block * stride + head * HeadWidth, stride);
                    MatrixProduct.Run(Block, columns, HeadWidth, queries, space.Keys + from * HeadWidth, Block * HeadWidth, scores, scoreStride, false);
                    for (int i = 0; i < Block; i++)
                        Softmax.Masked(scores + i * scoreStride, row.Starts[block + i] - from, block + i + 1 - from, columns, s_scale);
                    MatrixProduct.Run(
                        Block, HeadWidth, columns, Left.Rows(scores, scoreStride), space.Values + from * HeadWidth, 0,
                        state.Heads + block * shape.Width + head * HeadWidth, shape.Width, false);
                }
            }
        }
    }

    /// <summary>From the gradient of the heads' results to that of queries, keys and values.</summary>
    public static void Backward(Shape shape, Row row, LayerState state, Workspace space)
    {
        int rows = row.Tokens.Length, stride = shape.QueryKeyValue;
        NativeMemory.Clear(space.QueryKeyValue, (nuint)(rows * stride * sizeof(float)));
        for (int group = 0; group < shape.KeyHeads; group++)
        {
            int keyColumn = (shape.Heads + group) * HeadWidth, valueColumn = keyColumn + shape.KeyHeads * HeadWidth;
            Packing.Panels(state.QueryKeyValue + keyColumn, stride, rows, HeadWidth, space.Keys);
            Packing.TransposedPanels(state.QueryKeyValue + valueColumn, stride, HeadWidth, rows, space.Values);
            for (int head = group * shape.Heads / shape.KeyHeads; head < (group + 1) * shape.Heads / shape.KeyHeads; head++)
            {
                Packing.Panels(state.QueryKeyValue + head * HeadWidth, stride, rows, HeadWidth, space.Queries);
                Packing.Panels(space.Heads + head * HeadWidth, shape.Width, rows, HeadWidth, space.Results);
                float* probabilities = state.Probabilities + head * shape.Context * Workspace.ScoreStride(shape);
                for (int block = 0; block < rows; block += Block)
                    QueryBlock(shape, row, space, probabilities, head, block);
                for (int block = 0; block < rows; block += Block)
                    KeyBlock(shape, row, space, probabilities, block, keyColumn, valueColumn);
            }
        }
    }

    static void QueryBlock(Shape shape, Row row, Workspace space, float* probabilities, int head, int block)
    {
        int scoreStride = Workspace.ScoreStride(shape), stride = shape.QueryKeyValue;
        int from = FirstColumn(row, block), columns = block + Block - from;
        float* gradient = space.Scores + block * scoreStride + from;
        Left results = Left.Rows(space.Heads + block * shape.Width + head * HeadWidth, shape.Width);
        MatrixProduct.Run(Block, columns, HeadWidth, results, space.Values + from * HeadWidth, Block * HeadWidth, gradient, scoreStride, false);
        for (int i = 0; i < Block; i++)
            Softmax.Backward(probabilities + (block + i) * scoreStride + from, gradient + i * scoreStride, columns, s_scale);
        MatrixProduct.Run(
            Block, HeadWidth, columns, Left.Rows(gradient, scoreStride), space.Keys + from * HeadWidth, 0,
            space.QueryKeyValue + block * stride + head * HeadWidth, stride, false);
    }

    static void KeyBlock(Shape shape, Row row, Workspace space, float* probabilities, int block, int keyColumn, int valueColumn)
    {
        int scoreStride = Workspace.ScoreStride(shape), stride = shape.QueryKeyValue;
        int to = block;
        while (to < row.Tokens.Length && FirstColumn(row, to) <= block)
            to += Block;
        float* target = space.QueryKeyValue + block * stride;
        MatrixProduct.Run(
            Block, HeadWidth, to - block, Left.Columns(space.Scores + block * scoreStride + block, scoreStride),
            space.Queries + block * HeadWidth, 0, target + keyColumn, stride, true);
        MatrixProduct.Run(
            Block, HeadWidth, to - block, Left.Columns(probabilities + block * scoreStride + block, scoreStride),
            space.Results + block * HeadWidth, 0, target + valueColumn, stride, true);
    }

    /// <summary>The first position, in whole blocks, that any query of the block sees. It never falls from block to block.</summary>
    static int FirstColumn(Row row, int block) => row.Starts[block] / Block * Block;
}
