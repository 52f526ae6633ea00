"""The words of the trade, each explained once: what stands behind every `help=`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

GLOSSARY: Mapping[str, str] = MappingProxyType(
    {
        # Sizes and the billing formula
        "size": "How big a piece of work is agreed to be, from XS to XXL. The size fixes what is billed at least "
        "(its average) and at most (its maximum).",
        "requirement": "One piece of a task with a size of its own. Billing is worked out per requirement, "
        "never per task.",
        "average": "The middle of a size's range, rounded to a quarter of an hour. It is what is quoted, "
        "and what is billed at least once work has begun.",
        "maximum": "The top of a size's range: the most a client is ever billed for the requirement.",
        "quoted": "The average of the size, copied to the requirement when the work was agreed. "
        "Later changes of the size table do not move it.",
        "size range": "From the least to the most time a size stands for, such as 3h-6h for an M.",
        "actual": "The time people really logged on it.",
        "logged": "Actual minutes logged on requirements in the period. Time without a requirement, such as calls, "
        "is shown apart and never bills.",
        "client time": "Time logged for the client without a requirement, such as calls and meetings. It never bills.",
        "billable": "What is deducted from the client's hours: the actual time, but at least the average and at most "
        "the maximum of the size. Nothing logged, nothing billed.",
        "banked": "Work finished under the average: average minus actual. It is the agency's gain from being fast.",
        "overage": "Time beyond a requirement's maximum. The agency absorbs it; the client is not billed for it.",
        "provisional": "The part of the banked time on requirements that are not complete yet. It shrinks as "
        "more time is logged on them.",
        "realised": "Banked time on requirements that are complete: it can no longer shrink.",
        "net efficiency": "Banked minus overage. Above zero, the team delivered faster than the agreed sizes.",
        "efficiency": "Quoted time as a share of actual time, over requirements completed in the period. "
        "Above 100% means faster than quoted.",
        "type and size": "Net efficiency of each type of work in each size, and how many requirements were completed. "
        "Green is time gained, red is time absorbed.",
        "requirements of a person": "Completed requirements on which the person logged time; one that several worked "
        "on counts for each of them.",
        "team utilisation": "Minutes on billable work as a share of what everybody could have worked up to today: "
        "working days without leave, by the length of each one's day.",
        "average day rate": "What a day of retained work brought in: revenue of the billable time divided by the days "
        "logged, over all clients together.",
        "consistently over": "Overage in each of the last three ended months.",
        "consistently efficient": "Banked time and no overage in each of the last three ended months.",
        "case": "Where the actual time falls: not started, under the average (fast), within the range (normal), "
        "or beyond the maximum (overrun).",
        "unstarted": "Nothing is logged yet, so nothing is billed.",
        "fast": "Under the average. The average is billed; the difference is banked.",
        "normal": "Between average and maximum. Exactly the actual time is billed.",
        "overrun": "Beyond the maximum. The maximum is billed; the rest is overage.",
        "borrowed": "Overage of a task that is running behind, moved into the unused headroom of its other "
        "requirements. It is billed, up to the task's combined maximum.",
        "headroom": "Maximum minus billable, of a requirement that has been worked on. One without time has none.",
        "running behind": "A step of the task was marked as running behind. Its requirements may then borrow "
        "headroom from each other.",
        "combined cap": "The sum of the requirements' maxima: the most the client agreed to for the whole task.",
        "not required": "A kind of work this task does not need. It quotes, bills and banks nothing.",
        "time and materials": "For comparison: bills exactly the time worked, whatever was estimated.",
        "fixed price": "For comparison: bills the average, however long the work takes.",
        # The retainer month
        "plan": "The package a client buys: hours a month at a fixed monthly cost.",
        "custom": "This client's hours or cost differ from the plan's. Editing the plan does not change them.",
        "project-only": "A client without monthly hours. Work is priced per quote; there is no allocation to use up.",
        "allocation": "The hours a client buys for a month, before the project manager's share is taken off.",
        "pm share": "The part of the hours kept for project management. It comes off the top, before any work.",
        "net allocation": "The month's hours less the project manager's share: what work can use.",
        "available": "Net allocation, minus excess carried in, plus unused time carried in.",
        "remaining": "Available minus billable. Below zero, the month has used more than it had.",
        "excess": "What a month billed beyond what was available. By default it is deducted from the next month.",
        "carried in": "Excess of the month before, deducted from this one.",
        "unused carried in": "Unused time of earlier months that this month may use, where the terms allow it.",
        "carried out": "What leaves this month for the next: excess, or unused time where the terms allow it.",
        "expired": "Unused time that is lost at the end of the month. In a running month: what would be lost today.",
        "utilisation": "Billable as a share of what was available. Not applicable when nothing was available.",
        "rollover": "What happens at the end of a month: whether excess is carried on, and what unused time does.",
        "month close": "A closed month's figures are frozen. Time for it is then counted in the earliest open month.",
        "open month": "A month that is not closed: its figures still follow the time that is logged.",
        "custom terms": "Hours, cost, project manager's share or rollover agreed with this client, from a month on.",
        # Money
        "monthly cost": "The fixed amount the client pays for the month, whatever is used.",
        "sold day rate": "What the plan sells a day for: monthly cost divided by its days of 7h 30m.",
        "actual day rate": "What a day of work really brought in: the value of the billable time divided by the days "
        "logged. Equal to the sold rate when billable equals logged.",
        "earned": "What the month's billable time is worth: monthly cost times billable divided by the hours bought. "
        "Project-only work is not in it.",
        "average rate": "Earnings of all clients divided by the days of all: not an average of averages.",
        "variance": "Actual day rate minus sold day rate.",
        "band": "How the actual day rate compares with the agency's targets: Amazing, Goal, Under target "
        "or Below breakeven.",
        "hourly rate": "The rate agreed with a project-only client. It prices their quotes.",
        "billing day": "The length of a day when rates are worked out, 7h 30m unless the agency sets another.",
        # People and work
        "capacity": "The time a person can work on a working day, by their discipline or their own setting.",
        "leave": "Approved days off. Nothing can be scheduled on them, and everybody sees who is away; why stays "
        "between the person and the Managers.",
        "work on days off": "Scheduled work that is planned on days off. Approving leave moves nothing by itself: work "
        "without another day in its dates must be moved.",
        "step": "A part of a requirement that one person does between two dates, such as development or a review.",
        "day plan": "Each day is filled in order: what began first, then what is for today only, then what begins "
        "today. What does not fit waits for the next day.",
        "step time": "What is logged on the step, of what it is estimated at. Its estimate plans; what is billed "
        "follows from the requirement.",
        "time with a step": "Your own time on the step, logged as it is completed. Leave it empty when there is none.",
        "target month": "The month that the task is meant for: whose planner it stands in.",
        "block": "Somebody's time that is reserved for a client's month. Design, Development and Deployment once; "
        "reviews and fixes in numbered rounds.",
        "planner": "Tasks that are meant for the month and have work without dates yet.",
        "scheduled": "Steps with dates in the month, and the part of their estimates that falls in it.",
        "day load": "What is to be done on a day, whoever it is for, against the time that the person can work: "
        "green up to 90% of it, amber up to all of it, red beyond. A block counts until its client's work fills it.",
        "schedule gap": "Scheduled time beyond the net allocation; below zero, more should be scheduled.",
        "who is free": "Whoever is of the step's trade first, then who has room for it, then who finished such work "
        "most often. Planned: how much of these days is promised already, whoever it is for.",
        "move by": "Each step moves by so many working days of whoever does it, earlier when negative.",
        "schedule health": "Scheduled time against the net allocation. On Track from 90% to 110%, both included.",
        "score": "What completed work of this type took, as a share of what was quoted: 1.15 is 15% slower. "
        "Newer work weighs more: each requirement counts nine tenths of the one completed after it.",
        "confidence": "How sure a score is, by how many requirements it is drawn from: Low below 5, Medium from 5, "
        "High from 15. With Low confidence the maximum of the size is scheduled.",
        "trend": "Each mark is a completed requirement: green under the average, blue within its range, red beyond the "
        "maximum. Dotted: as quoted. Solid: the score.",
        "qa rounds": "How often work came back: each QA fixes step and each request for changes is a round. Design "
        "feedback is none. Completed tasks count that had a review.",
        "usually takes": "The middle one of all completed requirements of the size: half took less, half more. Told "
        "from 5 of them on.",
        "usual range": "Four of five completed requirements of the size took between these times.",
        "suggested for scheduling": "Quoted time times the score, up to a quarter of an hour; with Low confidence the "
        "maximum. It is for planning days: what is quoted and billed stays as it is.",
        "planned as usual": "Each step is planned by the client's score for its type of work, up to a quarter of an "
        "hour; with Low confidence it has its share of the maximum. What is quoted and billed stays as it is.",
        "csm": "The client success manager who looks after the client.",
        "rag": "How a client's week went: green is well, amber needs watching, red may lose the client.",
        "suggested status": "What the figures say: pace of the month, overage, schedule, silence. Each sign adds "
        "points; two make amber, five red. You decide.",
        "slug": "The client's short name in links, such as acme-corp.",
        "phase": "Where a task stands, from Backlog to Complete.",
        "quote": "Work a client asked for, before it is agreed. Its requirements are sized, it goes to the client, and "
        "once approved it becomes a task.",
        "quote requirement": "A piece of the quote with a size of its own. Whoever is asked to size it says how big it "
        "is and what is counted in.",
        "quote price": "Quoted time at the client's monthly cost divided by its gross hours, or at the hourly rate "
        "agreed for project-only work.",
        "work date": "The day the work was done. It decides the month that the time counts in, if that is open.",
        "activity": "The kind of time: task work, call, meeting, support or admin. Only time on a requirement bills.",
        "ledger": "Every change of the month's billable time, in the order it was posted, with its reason.",
    }
)
