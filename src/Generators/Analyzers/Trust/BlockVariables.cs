using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Where the bodies of one member name their locals and parameters. Looked for once, when a first value is followed.</summary>
internal sealed class BlockVariables
{
    private readonly Lazy<ILookup<ISymbol, IOperation>> references;

    public BlockVariables(IReadOnlyList<IOperation> blocks) => references = new Lazy<ILookup<ISymbol, IOperation>>(
        () => blocks.SelectMany(block => block.DescendantsAndSelf())
            .Where(operation => VariableOf(operation) is not null)
            .ToLookup(operation => VariableOf(operation)!, SymbolEqualityComparer.Default));

    /// <summary>
    /// The reads of a variable that may see what was written to it: those behind the write, up to another one that surely
    /// happens in between.
    /// </summary>
    /// <param name="variable">A local or a parameter.</param>
    /// <param name="write">What writes; null for a parameter, which has its value from the start.</param>
    public IEnumerable<IOperation> ReadsAfter(ISymbol variable, IOperation? write)
    {
        int from = write?.Syntax.Span.End ?? 0;
        int to = int.MaxValue;
        List<IOperation> reads = [];
        foreach (IOperation reference in references.Value[variable])
        {
            if (reference.Syntax.SpanStart < from) continue;
            if (reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference)
            {
                if (Overwrites(assignment, write)) to = Math.Min(to, assignment.Syntax.Span.End);
            }
            else if (!IsOut(reference))
            {
                reads.Add(reference);
            }
        }

        return reads.Where(read => read.Syntax.SpanStart < to);
    }

    private static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation reference => reference.Local,
        IParameterReferenceOperation reference => reference.Parameter,
        _ => null,
    };

    private static bool IsOut(IOperation reference)
    {
        IOperation? parent = reference.Parent;
        if (parent is IDeclarationExpressionOperation) parent = parent.Parent;
        return parent is IArgumentOperation { Parameter.RefKind: RefKind.Out };
    }

    /// <summary>An assignment surely happens behind a write if its statement stands in a block around the write.</summary>
    private static bool Overwrites(ISimpleAssignmentOperation assignment, IOperation? write)
    {
        if (assignment.Parent is not IExpressionStatementOperation { Parent: { } block }) return false;
        if (write is null) return block.Parent is null or IAnonymousFunctionOperation or ILocalFunctionOperation or IMethodBodyBaseOperation;
        for (IOperation? around = write.Parent; around is not null; around = around.Parent)
        {
            if (around == block) return true;
        }

        return false;
    }
}
