"""What the engine makes of each published data set, by the id of its document."""

from collections.abc import Callable

from services.quality.spc.rules.selftest import counted, measured, ruled
from services.quality.spc.rules.selftest.figures import Figures, Given

REPRODUCTIONS: dict[str, Callable[[Given, Given], Figures]] = {
    "constants_n2_to_n10": ruled.constants_of,
    "xbar_r_s_pistonrings": measured.piston_rings,
    "i_mr_nist_flowrate": measured.flow_rate,
    "i_mr_mortgage_loan": measured.mortgage_loan,
    "p_np_orangejuice": counted.orange_juice,
    "c_circuit_boards": counted.circuit_boards,
    "p_purchase_orders": counted.purchase_orders,
    "u_pc_manufacturer": counted.personal_computers,
    "u_dyed_cloth": counted.dyed_cloth,
    "laney_p_prime_nhs": counted.emergency_patients,
    "rare_event_g_and_t_charts": counted.rare_events,
    "ewma_nist": measured.ewma,
    "ewma_montgomery": measured.ewma,
    "cusum_montgomery": measured.cusum,
    "nelson_rules_one_sequence_per_rule": ruled.nelson_sequences,
    "western_electric_rules_a": ruled.western_electric_sequence,
    "arl_western_electric": ruled.run_lengths,
    "arl_cusum_lucas_crosier": ruled.run_lengths_of_cusum,
    "arl_ewma_lucas_saccucci": ruled.run_lengths_of_ewma,
}
