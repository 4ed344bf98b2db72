using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Has the blocks of code looked at that have to do with the middleware, and no others.</summary>
internal static class ForwardedBlocks
{
    public static void Register(
        CompilationStartAnalysisContext context, ForwardedOptionsTypes types, Action<OperationBlockAnalysisContext, BlockValues> analyze) =>
        context.RegisterOperationBlockStartAction(block =>
        {
            int touches = 0;
            block.RegisterOperationAction(
                operation =>
                {
                    if (types.IsTouchedBy(operation.Operation)) Interlocked.Increment(ref touches);
                },
                OperationKind.PropertyReference,
                OperationKind.ObjectCreation,
                OperationKind.Invocation);
            block.RegisterOperationBlockEndAction(end =>
            {
                if (Volatile.Read(ref touches) > 0) analyze(end, new BlockValues(end.OperationBlocks));
            });
        });
}
