using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>What the locals of a block of code hold, where they are given a value once.</summary>
internal sealed class BlockValues
{
    private readonly Dictionary<ISymbol, IOperation?> locals = new(SymbolEqualityComparer.Default);

    public BlockValues(ImmutableArray<IOperation> blocks)
    {
        Operations = blocks.SelectMany(block => block.DescendantsAndSelf()).ToImmutableArray();
        foreach (IOperation operation in Operations)
        {
            if (operation is IVariableDeclaratorOperation { Symbol: var declared } declarator)
                locals[declared] = declarator.GetVariableInitializer()?.Value;
        }

        foreach (IOperation operation in Operations)
        {
            if (operation is IAssignmentOperation { Target: ILocalReferenceOperation { Local: var assigned } }) locals[assigned] = null;
        }
    }

    /// <summary>Every operation of the block, in the order of the source.</summary>
    public ImmutableArray<IOperation> Operations { get; }

    /// <summary>What a value is, without the conversions around it and the locals that hold it.</summary>
    public IOperation Follow(IOperation value)
    {
        // A local can be declared in terms of itself, in code that does not compile.
        for (int i = 0; i < locals.Count + 1; i++)
        {
            value = Unconverted(value);
            if (value is not ILocalReferenceOperation { Local: var local } || !locals.TryGetValue(local, out IOperation? held) || held is null) break;
            value = held;
        }

        return value;
    }

    public static IOperation Unconverted(IOperation value)
    {
        while (true)
        {
            if (value is IConversionOperation conversion) value = conversion.Operand;
            else if (value is IParenthesizedOperation parenthesized) value = parenthesized.Operand;
            else return value;
        }
    }

    /// <summary>What is handed over for a parameter, counted from 0; null where nothing is.</summary>
    public static IOperation? ArgumentOf(ImmutableArray<IArgumentOperation> arguments, int parameter) =>
        arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter)?.Value;
}
